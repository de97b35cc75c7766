import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UpdateDeploymentGroupCommand } from '@aws-sdk/client-codedeploy';
import { type Content, commitFiles, git } from '../support/repository.ts';
import { lookingForBundle, operationsOf } from './requests.ts';
import { headingOf, pageOf, warningsOf } from './shown.ts';
import { bucket, type Stage, type StageResult, setStage, shop } from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
const planned = { ...staging, 'github-token': 'token', 'dry-run': 'true' };
const note =
  /In this deployment, instances run these scripts of their current revision, \w{7}, as its \S+ says&#58; (.*)\./;

/** A group that runs the first commit of the workspace. */
async function setDeployedStage(files: Readonly<Record<string, Content>> = shop): Promise<Stage> {
  const stage = await setStage(files);
  await stage.run(staging);
  return stage;
}

function readsOnGitHub({ requests }: StageResult): readonly string[] {
  return requests.filter(({ service }) => service === 'github').map(({ path }) => path.replace(/\?.*/, ''));
}

// One after the other: the step takes what GitHub answers within seconds, and stages share a process.
describe('scripts of the revision before', () => {
  test('a stop script that the commit changes runs as it was', async () => {
    await using stage = await setDeployedStage();
    commitFiles(
      stage.workspace,
      { 'scripts/stop.sh': { executable: '#!/bin/sh\nexit 0\n' } },
      'Stop silently',
    );
    const result = await stage.run(planned);
    assert.equal(result.exitCode, 0);
    const old = stage.sha.slice(0, 7);
    const [warning = '', ...others] = warningsOf(result);
    assert.match(
      warning,
      new RegExp(`^ApplicationStop runs scripts/stop\\.sh of .*, ${old}\\. .*a different scripts/stop\\.sh,`),
    );
    assert.match(warning, /next deployment.*ignore-application-stop-failures to true/);
    assert.deepEqual(others, []);
    assert.ok(pageOf(result).includes(warning));
    assert.equal(note.exec(result.summary)?.[1], 'scripts/stop.sh &#40;ApplicationStop&#41;');
    assert.equal(headingOf(result), '🔍 shop → staging: dry run');
    assert.match(result.log, new RegExp(`^1 new commit since ${old}, which d-\\w+ deployed: https:`, 'm'));
    const head = git(stage.workspace, 'rev-parse', 'HEAD');
    assert.deepEqual(readsOnGitHub(result).toSorted(), [
      `/repos/acme/shop/compare/${stage.sha}...${head}`,
      '/repos/acme/shop/contents/appspec.yml',
    ]);
    assert.deepEqual(operationsOf(result), ['GetDeployment', ...lookingForBundle]);

    const deployed = await stage.run({ ...planned, 'dry-run': 'false' });
    assert.equal(deployed.exitCode, 0);
    assert.match(
      deployed.log,
      /^::warning .*ApplicationStop runs scripts\/stop\.sh of .*a different scripts\/stop\.sh,/m,
    );
    assert.equal((await stage.run(planned)).log.includes('::warning'), false);
  });

  test('a commit that leaves the scripts alone is told in the plan, and costs one read', async () => {
    await using stage = await setDeployedStage();
    commitFiles(stage.workspace, { 'public/index.html': 'news\n' }, 'News');
    const result = await stage.run(planned);
    assert.equal(result.log.includes('::warning'), false);
    assert.equal(note.exec(result.summary)?.[1], 'scripts/stop.sh &#40;ApplicationStop&#41;');
    assert.deepEqual(readsOnGitHub(result).length, 2);
  });

  test('a hook that the commit has no more, in a commit that is not after the one of the group', async () => {
    await using stage = await setStage({ ...shop, 'appspec.yml': 'version: 0.0\nos: linux\n' });
    const old = stage.sha;
    commitFiles(stage.workspace, shop, 'Add hooks');
    await stage.run(staging);
    git(stage.workspace, 'checkout', '--quiet', '-b', 'old', old);
    commitFiles(stage.workspace, { 'public/index.html': 'old\n' }, 'Go back');
    const { log } = await stage.run(planned);
    assert.match(
      log,
      /^::warning .*ApplicationStop runs scripts\/stop\.sh of .*This commit has no script for it/m,
    );
  });

  test('GitHub is not asked for each of a great many scripts', async () => {
    await using stage = await setStage();
    const old = stage.sha;
    const scripts = '    - location: scripts/stop.sh\n'.repeat(11);
    const appSpec = `version: 0.0\nos: linux\nhooks:\n  ApplicationStop:\n${scripts}`;
    commitFiles(stage.workspace, { 'appspec.yml': appSpec }, 'Stop again and again');
    await stage.run(staging);
    git(stage.workspace, 'checkout', '--quiet', '-b', 'old', old);
    commitFiles(stage.workspace, { 'public/index.html': 'old\n' }, 'Go back');
    const result = await stage.run(planned);
    assert.equal(result.exitCode, 0);
    assert.equal(readsOnGitHub(result).filter((path) => path.includes('/contents/')).length, 2);
  });

  test('traffic hooks count where the group has a load balancer', async () => {
    const appSpec = String(shop['appspec.yml']).replace(
      / {2}ApplicationStop:\n(?: {4}.*\n)+/,
      (hook) => `${hook}${hook.replace('ApplicationStop', 'BeforeBlockTraffic')}`,
    );
    await using stage = await setDeployedStage({ ...shop, 'appspec.yml': appSpec });
    assert.equal(
      note.exec((await stage.run(planned)).summary)?.[1],
      'scripts/stop.sh &#40;ApplicationStop&#41;',
    );
    await stage.client.send(
      new UpdateDeploymentGroupCommand({
        applicationName: 'shop',
        currentDeploymentGroupName: 'staging',
        deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
        loadBalancerInfo: { targetGroupInfoList: [{ name: 'web' }] },
      }),
    );
    const events = note.exec((await stage.run(planned)).summary)?.[1] ?? '';
    assert.deepEqual(events.match(/[A-Z]\w+/g), ['BeforeBlockTraffic', 'ApplicationStop']);
  });

  test('nothing is said without a token, of a GitHub that fails, and of an AppSpec file that is elsewhere', async () => {
    await using stage = await setDeployedStage();
    commitFiles(
      stage.workspace,
      { 'scripts/stop.sh': { executable: '#!/bin/sh\nexit 0\n' } },
      'Stop silently',
    );
    const { 'github-token': _, ...withoutToken } = planned;
    const without = await stage.run(withoutToken);
    assert.deepEqual(readsOnGitHub(without), []);
    git(stage.workspace, 'mv', 'appspec.yml', 'deploy.yml');
    commitFiles(stage.workspace, {}, 'Move the AppSpec file');
    const moved = await stage.run({ ...planned, appspec: 'deploy.yml' });
    stage.emulator.faults.add({
      service: 'github',
      operation: 'GET /repos/{owner}/{repo}/contents/{path}',
      effect: { kind: 'status', status: 502 },
      times: 'always',
    });
    git(stage.workspace, 'checkout', '--quiet', 'HEAD~1');
    const failing = await stage.run(planned);
    for (const result of [without, moved, failing]) {
      assert.equal(result.exitCode, 0, result.log);
      assert.equal(note.test(result.summary) || result.log.includes('::warning'), false, result.log);
    }
  });
});
