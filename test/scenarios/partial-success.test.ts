import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { bucket, setStage, shop } from './stage.ts';

test('all at once, and one instance fails: green, with a warning that names it', async () => {
  await using stage = await setStage({
    ...shop,
    'scripts/validate.sh': {
      executable: '#!/bin/sh\ncase "$INSTANCE_ROOT" in *i-prod2*) echo "disk full"; exit 1;; esac\n',
    },
  });
  const result = await stage.run({
    'deployment-group-name': 'production',
    'deployment-config-name': 'CodeDeployDefault.AllAtOnce',
    's3-bucket': bucket,
  });
  assert.equal(result.exitCode, 0);
  assert.match(result.log, /^::warning .*i-prod2/m);
  compareStep('partial-success', result);
});
