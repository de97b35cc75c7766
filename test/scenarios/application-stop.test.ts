import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commitFiles } from '../support/repository.ts';
import { compareStep } from './golden.ts';
import { bucket, setStage, shop } from './stage.ts';

test('the previous revision has a broken stop script', async () => {
  await using stage = await setStage({
    ...shop,
    'scripts/stop.sh': { executable: '#!/bin/sh\necho "cannot stop"; exit 1\n' },
  });
  const inputs = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
  assert.equal((await stage.run(inputs)).exitCode, 0);
  commitFiles(stage.workspace, { 'scripts/stop.sh': '#!/bin/sh\n' }, 'Mend the stop script');

  const failed = await stage.run(inputs);
  assert.equal(failed.exitCode, 1);
  compareStep('application-stop-fails', failed);

  const ignored = await stage.run({ ...inputs, 'ignore-application-stop-failures': 'true' });
  assert.equal(ignored.exitCode, 0);
  compareStep('application-stop-ignored', ignored);
});
