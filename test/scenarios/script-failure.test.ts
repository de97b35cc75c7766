import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { bucket, setStage, shop } from './stage.ts';

test('a failing script fails the step with its last words', async () => {
  await using stage = await setStage({
    ...shop,
    'scripts/validate.sh': {
      executable:
        '#!/bin/sh\necho "Waiting for the shop…"\necho "::error::<b>no answer</b> on port 8080" >&2\nexit 3\n',
    },
  });
  const result = await stage.run({ 'deployment-group-name': 'production', 's3-bucket': bucket });
  assert.equal(result.exitCode, 1);
  assert.equal(result.log.match(/^::error/gm)?.length, 1);
  compareStep('script-failure', result);
});
