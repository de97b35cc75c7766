import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { setStage } from './stage.ts';

test('the commit is deployed from GitHub', async () => {
  await using stage = await setStage();
  const result = await stage.run({ 'deployment-group-name': 'production', 'github-token': 'token' });
  assert.equal(result.exitCode, 0);
  assert.equal(result.outputs['revision'], `github://acme/shop@${stage.sha}`);
  compareStep('success-github', result);
});
