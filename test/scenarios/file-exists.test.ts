import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { bucket, setStage } from './stage.ts';

const cases = [
  { behavior: '', exitCode: 1, content: 'by hand' },
  { behavior: 'DISALLOW', exitCode: 1, content: 'by hand' },
  { behavior: 'OVERWRITE', exitCode: 0, content: '<h1>The shop</h1>\n' },
  { behavior: 'RETAIN', exitCode: 0, content: 'by hand' },
];

for (const { behavior, exitCode, content } of cases) {
  test(`a file that is already there, file-exists-behavior ${behavior || 'not set'}`, async () => {
    await using stage = await setStage();
    const path = join(stage.emulator.fleet.instances.get('i-stag1')?.root ?? '', 'srv/shop/index.html');
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, 'by hand');
    const result = await stage.run({
      'deployment-group-name': 'staging',
      's3-bucket': bucket,
      'file-exists-behavior': behavior,
    });
    assert.equal(result.exitCode, exitCode);
    assert.equal(readFileSync(path, 'utf8'), content);
    compareStep(`file-exists-${behavior.toLowerCase() || 'default'}`, result);
  });
}
