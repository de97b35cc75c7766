import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { appSpecSource, findProblems } from '../../../src/bundle/appspec-check.ts';
import { withAppSpec } from '../../../src/bundle/appspec-entry.ts';
import { committedEntries } from '../../../src/bundle/committed.ts';
import { createScratch } from '../../../src/bundle/scratch.ts';
import { openCommit } from '../../../src/git/commit.ts';
import { createRepository, type TestRepository } from '../support/repository.ts';

const appSpec = 'version: 0.0\nos: linux\nhooks:\n  AfterInstall:\n    - location: run\n';

/** `file:line` of each problem. */
async function placesOf(
  { directory }: TestRepository,
  path = '.',
  appspec = 'appspec.yml',
): Promise<string[]> {
  const commit = await openCommit({ workspace: directory, signal: new AbortController().signal });
  await using scratch = await createScratch(tmpdir());
  const committed = await committedEntries(commit, { path, ...scratch });
  const entries = withAppSpec(committed.entries, appspec, committed.entries);
  const source = await appSpecSource(entries, scratch.directory);
  const problems = await findProblems(source, { path, appspec });
  return problems.map(({ file, line }) => `${file}:${line}`);
}

test('the AppSpec file and the scripts are read from the commit, not from the directory', async () => {
  using repository = createRepository();
  repository.write('appspec.yml', appSpec);
  repository.write('run', '#!/bin/sh\r\n');
  repository.commit('Script with CR LF');
  repository.write('appspec.yml', '');
  repository.write('run', '#!/bin/sh\n');
  assert.deepEqual(await placesOf(repository), ['run:1']);
});

test('files are named as the repository has them', async () => {
  using repository = createRepository();
  repository.write('web/deploy/staging.yml', `${appSpec}    - location: gone\n`);
  repository.write('web/run', '#!/bin/sh\r\n');
  repository.commit('Two problems');
  assert.deepEqual(await placesOf(repository, 'web', 'deploy/staging.yml'), [
    'web/deploy/staging.yml:6',
    'web/run:1',
  ]);
});

test('links are followed within the bundle', async () => {
  using repository = createRepository();
  repository.write('deploy/appspec.yml', appSpec);
  repository.link('appspec.yml', 'deploy/appspec.yml');
  repository.write('bin/run.sh', `#!/bin/sh\r\n${'x'.repeat(100_000)}`);
  repository.link('run', 'bin/run.sh');
  repository.commit('Links');
  assert.deepEqual(await placesOf(repository), ['bin/run.sh:1']);
});

test('an AppSpec file that is a link to nowhere is a problem', async () => {
  using repository = createRepository();
  repository.link('appspec.yml', '../elsewhere.yml');
  repository.commit('A link out of the repository');
  assert.deepEqual(await placesOf(repository), ['appspec.yml:1']);
});
