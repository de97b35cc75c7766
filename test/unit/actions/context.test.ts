import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { readContext } from '../../../src/actions/context.ts';

test('what the runner tells', () => {
  assert.deepEqual(
    readContext({
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/deploy.yml@refs/heads/release@1',
      GITHUB_SHA: 'abc',
      GITHUB_RUN_ID: '42',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_WORKSPACE: '/home/runner/work/shop/shop',
      RUNNER_TEMP: '/home/runner/work/_temp',
      GITHUB_SERVER_URL: 'https://ghe.example',
      GITHUB_REF: 'refs/pull/5/merge',
      GITHUB_BASE_REF: 'main',
    }),
    {
      repository: 'acme/shop',
      workflow: 'acme/shop/deploy.yml',
      sha: 'abc',
      runId: '42',
      runAttempt: '2',
      workspace: '/home/runner/work/shop/shop',
      temporaryDirectory: '/home/runner/work/_temp',
      serverUrl: 'https://ghe.example',
      pullRequest: { number: '5', base: 'main' },
    },
  );
});

test('outside of a runner', () => {
  assert.deepEqual(readContext({}), {
    repository: '',
    workflow: '/',
    sha: '',
    runId: '',
    runAttempt: '1',
    workspace: process.cwd(),
    temporaryDirectory: tmpdir(),
    serverUrl: 'https://github.com',
    pullRequest: undefined,
  });
  assert.equal(readContext({ GITHUB_REF: 'refs/heads/pull/5/merge' }).pullRequest, undefined);
});
