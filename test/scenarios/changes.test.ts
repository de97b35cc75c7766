import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commitFiles, git } from '../support/repository.ts';
import { following, lookingForBundle, operationsOf } from './requests.ts';
import { assertPlainSuccess, pageOf } from './shown.ts';
import { bucket, type Stage, setStage } from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket, 'wait-for': 'completion' };
const known = { ...staging, 'github-token': 'token' };
const hostile = 'Sell <b>umbrellas</b> to @everyone | ##[error]now';

/** A group that runs the first commit of the workspace, which has two more. */
async function setChangedStage(): Promise<Stage> {
  const stage = await setStage();
  await stage.run(staging);
  commitFiles(stage.workspace, { 'public/umbrellas.html': '1\n' }, hostile);
  commitFiles(stage.workspace, { 'public/umbrellas.html': '2\n' }, 'Sell two\n\nAt least.');
  return stage;
}

function lineIn({ log }: { log: string }): string | undefined {
  return /^.*commit.*which d-\w+ deployed.*$/m.exec(log)?.[0].replace(/d-[A-Z0-9]{9}/, 'd-1');
}

// One after the other: the step takes what GitHub answers within seconds, and stages share a process.
describe('the commits that a deployment brings', () => {
  test('new commits are named', async () => {
    await using stage = await setChangedStage();
    const result = await stage.run(known);
    assertPlainSuccess(result);
    const [, before] = await stage.deploymentsOf('staging');
    const head = git(stage.workspace, 'rev-parse', 'HEAD');
    const comparison = `https://github.com/acme/shop/compare/${stage.sha}...${head}`;
    const told = `2 new commits since ${stage.sha.slice(0, 7)}, which ${before} deployed`;
    assert.ok(result.log.includes(`\n${told}: ${comparison}\n`));
    assert.ok(result.summary.includes(`href="${comparison}"`));
    const page = pageOf(result);
    assert.match(page, new RegExp(`${told} \\(compare\\)\\s+Sell two\\s+Sell`));
    assert.ok(page.includes(hostile));
    assert.deepEqual(operationsOf(result), [
      ...['GetDeployment', ...lookingForBundle],
      ...['PutObject', 'CreateDeployment', ...following],
    ]);
  });

  test('an older commit, the same one, and one of another branch', async () => {
    await using stage = await setChangedStage();
    await stage.run(staging);
    const base = git(stage.workspace, 'rev-parse', '--short=7', 'HEAD');
    git(stage.workspace, 'checkout', '--quiet', '-b', 'old', 'HEAD~2');
    assert.match(
      lineIn(await stage.run({ ...known, 'dry-run': 'true' })) ?? '',
      new RegExp(`^An older commit than the group runs: 2 commits before ${base}, which d-1 deployed: `),
    );
    commitFiles(stage.workspace, { 'public/index.html': 'old\n' }, 'Go back');
    assert.match(
      lineIn(await stage.run({ ...known, 'dry-run': 'true' })) ?? '',
      new RegExp(`^1 new commit since ${base}, which d-1 deployed, without 2 commits that it has: `),
    );
    git(stage.workspace, 'checkout', '--quiet', '--orphan', 'anew');
    commitFiles(stage.workspace, { 'public/index.html': 'new\n' }, 'Begin anew');
    assert.equal(
      lineIn(await stage.run({ ...known, 'dry-run': 'true' })),
      `A commit with no history in common with the one that the group runs: ${base}, which d-1 deployed`,
    );
    git(stage.workspace, 'checkout', '--quiet', 'main');
    assert.equal(
      lineIn(await stage.run({ ...known, 'dry-run': 'true' })),
      `The same commit as the group runs: ${base}, which d-1 deployed`,
    );
  });

  for (const [name, effect] of Object.entries({
    'a GitHub that does not answer': { kind: 'hang' },
    'a GitHub that fails': { kind: 'status', status: 502 },
  } as const)) {
    test(`${name} neither fails nor holds up the deployment`, async () => {
      await using stage = await setChangedStage();
      stage.emulator.faults.add({ service: 'github', operation: '*', effect, times: 'always' });
      const result = await stage.run(known);
      assert.equal(result.exitCode, 0);
      assert.equal(lineIn(result), undefined);
      assert.equal(result.log.includes('::warning'), false);
    });
  }

  test('without a token, GitHub is not asked', async () => {
    await using stage = await setChangedStage();
    const result = await stage.run(staging);
    assert.deepEqual(
      result.requests.filter(({ service }) => service === 'github'),
      [],
    );
  });

  test('the commit is the one that the object names, whatever the description says', async () => {
    await using stage = await setChangedStage();
    const [object] = stage.emulator.s3.objects(bucket);
    await stage.run({
      ...staging,
      description: 'acme/shop@0000000',
      revision: `s3://${bucket}/${object?.key}`,
    });
    assert.equal(lineIn(await stage.run({ ...known, 'dry-run': 'true' }))?.startsWith('2 new commits'), true);
  });
});
