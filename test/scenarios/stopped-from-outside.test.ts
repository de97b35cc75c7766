import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListDeploymentsCommand, StopDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { compareStep } from './golden.ts';
import { bucket, setStage, shop } from './stage.ts';

test('someone stops the deployment while it is followed', async () => {
  await using stage = await setStage({
    ...shop,
    'scripts/start.sh': { executable: '#!/bin/sh\necho starting\nsleep 30\n' },
  });
  const stop = async () => {
    const { deployments } = await stage.client.send(
      new ListDeploymentsCommand({ applicationName: 'shop', deploymentGroupName: 'staging' }),
    );
    await stage.client.send(new StopDeploymentCommand({ deploymentId: deployments?.[0] }));
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
  compareStep('stopped-from-outside', { ...result, requests: [] });
});
