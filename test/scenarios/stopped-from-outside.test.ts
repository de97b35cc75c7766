import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StopDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { compareStep } from './golden.ts';
import { requestOf } from './requests.ts';
import { bucket, setStage, shopThatStartsIn } from './stage.ts';

test('someone stops the deployment while it is followed', async () => {
  await using stage = await setStage(shopThatStartsIn(300));
  const stop = async () => {
    const [deploymentId] = await stage.deploymentsOf('staging');
    await stage.client.send(new StopDeploymentCommand({ deploymentId }));
  };
  const stops: Promise<void>[] = [];
  const result = await stage.run(
    { 'deployment-group-name': 'staging', 's3-bucket': bucket },
    {
      onLine: (line) => {
        if (line.includes('ApplicationStart: InProgress')) stops.push(stop());
      },
    },
  );
  await Promise.all(stops);
  assert.equal(result.exitCode, 1);
  // The requests of that someone are among those of the step; the step itself stops nothing.
  assert.ok(requestOf(result, 'StopDeployment'));
  compareStep('stopped-from-outside', result);
});
