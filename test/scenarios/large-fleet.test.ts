import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceId, scriptedInstance } from '../emulator/fleet/scripted.ts';
import { following, lookingForBundle, operationsOf, settingsOf } from './requests.ts';
import { assertPlainSuccess, headingOf, pageOf, targetsOf } from './shown.ts';
import { bucket, setStage } from './stage.ts';

test('300 instances, half at a time', async () => {
  await using stage = await setStage();
  const ids = Array.from({ length: 300 }, (_, index) => instanceId(index + 1));
  for (const id of ids) stage.emulator.fleet.add(scriptedInstance({ id, tags: { Stage: 'fleet' } }));
  await stage.createGroup('fleet');
  const result = await stage.run({
    'deployment-group-name': 'fleet',
    'deployment-config-name': 'CodeDeployDefault.HalfAtATime',
    's3-bucket': bucket,
  });
  assertPlainSuccess(result);
  assert.equal(headingOf(result), '✅ shop → fleet: deployed to all 300 instances');
  assert.match(pageOf(result), /All 300 instances run [0-9a-f]{7} /);
  assert.deepEqual(
    targetsOf(result),
    ids.map((id) => ({ id, status: 'Succeeded', failedEvent: null, errorCode: null })),
  );
  const rows = result.summary.matchAll(/^\| ✅ <code>(i-\w+)<\/code> \|(?: [\d.]+ \|){7}$/gm);
  assert.deepEqual(
    Array.from(rows, ([, id]) => id),
    ids,
  );
  assert.match(result.log, /^300 of 300 instances done$/m);
  const lines = result.log.split('\n').length;
  assert.ok(lines < 100, `${lines} lines`);
  assert.deepEqual(settingsOf(result), { deploymentConfigName: 'CodeDeployDefault.HalfAtATime' });
  assert.deepEqual(operationsOf(result), [
    ...lookingForBundle,
    'PutObject',
    'CreateDeployment',
    ...following,
  ]);
  const batches = result.requests.filter(({ operation }) => operation === 'BatchGetDeploymentTargets');
  for (const { body } of batches) assert.ok((body as { targetIds: string[] }).targetIds.length <= 25);
});
