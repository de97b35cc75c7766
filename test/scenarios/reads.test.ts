import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Effect } from '../emulator/faults.ts';
import { following, lookingForBundle, operationsOf } from './requests.ts';
import { assertPlainSuccess, errorOf, headingOf, targetsOf } from './shown.ts';
import { atOnce, bucket, setStage, shopThatStartsIn, shopThatWaits } from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
/** One poll, with the repetitions of the SDK. */
const onePoll = 5;
/** Before the watch there may be one for the group's current revision; here is none. */
const whileWatching = { service: 'codedeploy', operation: 'GetDeployment', skip: 1 } as const;

const faults: Readonly<Record<string, { effect: Effect; times?: number; cause: RegExp }>> = {
  throttles: { effect: { kind: 'throttle' }, times: onePoll, cause: /ThrottlingException: Rate exceeded/ },
  fails: { effect: { kind: 'status', status: 503 }, times: onePoll, cause: /InternalFailure/ },
  'breaks the connection': { effect: { kind: 'reset-before' }, times: onePoll, cause: /socket hang up/ },
  'is hidden by a proxy': { effect: { kind: 'status', status: 403, body: 'html' }, cause: /other than AWS/ },
};

describe('the watch', atOnce, () => {
  for (const [name, { effect, times = 1, cause }] of Object.entries(faults)) {
    test(`goes on while CodeDeploy ${name}`, async () => {
      await using stage = await setStage(shopThatWaits);
      stage.emulator.faults.add({ ...whileWatching, effect, times });
      const result = await stage.run(staging, {
        onLine: (line) => {
          if (line.startsWith('CodeDeploy is answering again')) stage.letStart('i-stag1');
        },
      });
      assertPlainSuccess(result);
      const [issue = '', end, ...others] = result.log.match(/^CodeDeploy .*$/gm) ?? [];
      assert.match(issue, cause);
      assert.match(issue, /Asking again\.$/);
      assert.equal(end, 'CodeDeploy is answering again.');
      assert.deepEqual(others, []);
      assert.equal(headingOf(result), '✅ shop → staging: deployed to 1 instance');
      assert.deepEqual(targetsOf(result), [
        { id: 'i-stag1', status: 'Succeeded', failedEvent: null, errorCode: null },
      ]);
      assert.deepEqual(operationsOf(result), [
        ...[...lookingForBundle, 'PutObject', 'CreateDeployment'],
        ...following,
      ]);
    });
  }

  test('ends when the session expires', async () => {
    await using stage = await setStage(shopThatStartsIn(300));
    stage.emulator.faults.add({ ...whileWatching, effect: { kind: 'expired-token' }, times: 'always' });
    const result = await stage.run(staging);
    assert.equal((await stage.runPost(result)).log.trim(), '');
    const [error = '', rest = '', link] = errorOf(result).split('\n');
    assert.match(error, /ExpiredTokenException: .* Raise role-duration-seconds /);
    assert.match(rest, /^Deployment d-\w+ continues without this job\.$/);
    assert.equal(link, result.outputs['deployment-url']);
  });
});
