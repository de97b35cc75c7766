import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, test } from 'node:test';
import { atOnce, bucket, type Stage, type StageResult, setStage } from './stage.ts';

const inputs = { 'deployment-group-name': 'staging', 's3-bucket': bucket };

/** Runs the step with another file of the runner. */
function runWith({ run, emulator }: Stage, file: Readonly<Record<string, string>>): Promise<StageResult> {
  return run(inputs, { environment: { ...emulator.environment, ...file } });
}

/** Linux has a file that is always full. */
const needsFullFile = { skip: !existsSync('/dev/full') };

describe('the files of the runner', atOnce, () => {
  for (const [name, loss] of [
    ['GITHUB_OUTPUT', /other steps and jobs would not know what was deployed/],
    ['GITHUB_STATE', /the post step could not stop the deployment/],
  ] as const) {
    for (const file of ['/nowhere/file', '/']) {
      test(`nothing is begun when ${name} is ${file}`, async () => {
        await using stage = await setStage();
        const { exitCode, log, summary, requests } = await runWith(stage, { [name]: file });
        const [error = ''] = log.match(/^::error.*$/m) ?? [];
        assert.equal(exitCode, 1);
        assert.match(
          error,
          new RegExp(`The step cannot write the file that ${name} names \\(E\\w+: .*'${file}'\\)`),
        );
        assert.match(error, loss);
        assert.match(summary, /Not deployed/);
        assert.deepEqual(requests, []);
      });
    }
  }

  for (const file of ['', '/nowhere/summary', '/']) {
    test(`a summary that has no place is a warning: GITHUB_STEP_SUMMARY is ${file || 'not set'}`, async () => {
      await using stage = await setStage();
      const { exitCode, log, outputs } = await runWith(stage, { GITHUB_STEP_SUMMARY: file });
      assert.equal(exitCode, 0);
      assert.equal(outputs['status'], 'Succeeded');
      assert.match(log, /^::warning::The job summary could not be written: /m);
    });
  }

  test(
    'outputs that no longer fit on the disk are warnings; the deployment is followed',
    needsFullFile,
    async () => {
      await using stage = await setStage();
      const { exitCode, log } = await runWith(stage, { GITHUB_OUTPUT: '/dev/full' });
      const [id] = await stage.deploymentsOf('staging');
      assert.equal(await stage.statusOf(id), 'Succeeded');
      assert.equal(exitCode, 0);
      for (const name of ['revision', 'deployment-id', 'status', 'targets']) {
        assert.match(
          log,
          new RegExp(`^::warning::The step could not tell the runner the output ${name}: ENOSPC`, 'm'),
        );
      }
    },
  );

  test(
    'no deployment is created without the state by which the post step finds it',
    needsFullFile,
    async () => {
      await using stage = await setStage();
      const { exitCode, log } = await runWith(stage, { GITHUB_STATE: '/dev/full' });
      assert.equal(exitCode, 1);
      assert.match(log, /^::error .*The step could not save its state \(ENOSPC.*no deployment was created/m);
      assert.deepEqual(await stage.deploymentsOf('staging'), []);
    },
  );

  test('without files, an older runner gets its commands', async () => {
    await using stage = await setStage();
    const { exitCode, log } = await runWith(stage, { GITHUB_OUTPUT: '', GITHUB_STATE: '' });
    assert.equal(exitCode, 0);
    assert.match(log, /^::set-output name=status::Succeeded$/m);
    assert.match(log, /^::save-state name=concluded::true$/m);
  });
});
