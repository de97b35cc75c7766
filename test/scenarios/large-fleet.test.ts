import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceId, scriptedInstance } from '../emulator/fleet/scripted.ts';
import { compareStep } from './golden.ts';
import { bucket, setStage } from './stage.ts';

test('300 instances, half at a time', async () => {
  await using stage = await setStage();
  for (let n = 1; n <= 300; n += 1) {
    stage.emulator.fleet.add(scriptedInstance({ id: instanceId(n), tags: { Stage: 'fleet' } }));
  }
  await stage.createGroup('fleet');
  const result = await stage.run({
    'deployment-group-name': 'fleet',
    'deployment-config-name': 'CodeDeployDefault.HalfAtATime',
    's3-bucket': bucket,
  });
  assert.equal(result.exitCode, 0);
  assert.equal(JSON.parse(result.outputs['targets'] ?? '[]').length, 300);
  const batches = result.requests.filter(({ operation }) => operation === 'BatchGetDeploymentTargets');
  for (const { body } of batches) assert.ok((body as { targetIds: string[] }).targetIds.length <= 25);
  compareStep('large-fleet', result);
});
