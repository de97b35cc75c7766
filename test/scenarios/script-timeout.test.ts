import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { bucket, setStage, shop } from './stage.ts';

test('a script that takes longer than its hook allows', async () => {
  await using stage = await setStage({
    ...shop,
    'appspec.yml': String(shop['appspec.yml']).replace(/(start\.sh\n {6}timeout:) 10/, '$1 1'),
    'scripts/start.sh': { executable: '#!/bin/sh\necho starting\nsleep 30\n' },
  });
  const result = await stage.run({ 'deployment-group-name': 'staging', 's3-bucket': bucket });
  assert.equal(result.exitCode, 1);
  compareStep('script-timeout', result);
});
