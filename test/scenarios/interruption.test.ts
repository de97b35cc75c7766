import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { compareStep } from './golden.ts';
import { bucket, type Stage, setStage, shop } from './stage.ts';

const slowShop = {
  ...shop,
  'scripts/start.sh': { executable: '#!/bin/sh\necho starting\nsleep 30\n' },
};

async function statusOf({ client }: Stage, deploymentId: string | undefined): Promise<string | undefined> {
  const { deploymentInfo } = await client.send(new GetDeploymentCommand({ deploymentId }));
  return deploymentInfo?.status;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`a job that is cancelled with ${signal} stops its deployment`, async () => {
    await using stage = await setStage(slowShop);
    const result = await stage.run(
      { 'deployment-group-name': 'staging', 's3-bucket': bucket },
      {
        onLine: (line, kill) => {
          if (line.includes('ApplicationStart: InProgress')) kill(signal);
        },
      },
    );
    assert.equal(result.exitCode, 1);
    assert.equal(await statusOf(stage, result.outputs['deployment-id']), 'Stopped');
    compareStep('cancelled', result);
  });
}

test('a deployment that is not done in time is stopped', async () => {
  await using stage = await setStage(slowShop);
  const result = await stage.run({ 'deployment-group-name': 'staging', 's3-bucket': bucket, timeout: '2s' });
  assert.equal(result.exitCode, 1);
  assert.equal(await statusOf(stage, result.outputs['deployment-id']), 'Stopped');
  compareStep('timeout', result);
});

test('wait-for: none leaves the deployment to itself', async () => {
  await using stage = await setStage(slowShop);
  const result = await stage.run({
    'deployment-group-name': 'staging',
    's3-bucket': bucket,
    'wait-for': 'none',
  });
  assert.equal(result.exitCode, 0);
  assert.notEqual(await statusOf(stage, result.outputs['deployment-id']), 'Stopped');
  compareStep('wait-for-none', result);
});
