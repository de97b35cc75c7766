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
  assert.equal(headingOf(result), '✅ shop → fleet: Succeeded');
  assert.match(pageOf(result), /Configuration\s+CodeDeployDefault\.HalfAtATime\s+Instances\s+300 succeeded/);
  assert.deepEqual(
    targetsOf(result),
    ids.map((id) => ({ id, status: 'Succeeded', failedEvent: null, errorCode: null })),
  );
  const rows = result.summary.matchAll(/^\| <code>(i-\w+)<\/code> \| ✅ Succeeded \|(?: ✅ [^|]+ \|){7}$/gm);
  assert.deepEqual(
    Array.from(rows, ([, id]) => id),
    ids,
  );
  const events = result.log.matchAll(/^(i-\w+) {2}\w+: Succeeded \(/gm);
  assert.deepEqual(
    Array.from(events, ([, id]) => id).sort(),
    ids.flatMap((id) => Array(7).fill(id)),
  );
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
