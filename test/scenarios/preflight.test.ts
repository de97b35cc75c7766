import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import {
  type BlueGreenDeploymentConfiguration,
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
} from '@aws-sdk/client-codedeploy';
import { annotationsIn } from '../support/annotations.ts';
import { compareGolden } from '../support/golden.ts';
import { normalise } from './normalise.ts';
import { writesOf } from './requests.ts';
import { atOnce, bucket, type Stage, type StageResult, setStage, shop } from './stage.ts';

interface Case {
  readonly name: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Makes the situation. */
  readonly arrange?: (stage: Stage) => Promise<unknown> | undefined;
  readonly exitCode: 0 | 1;
}

const zip = { 'deployment-group-name': 'production', 's3-bucket': bucket };
const planned = { ...zip, 'dry-run': 'true' };

/** An application for Lambda functions, with its group. */
async function createLambdaGroup({ client }: Stage): Promise<void> {
  await client.send(new CreateApplicationCommand({ applicationName: 'prices', computePlatform: 'Lambda' }));
  await client.send(
    new CreateDeploymentGroupCommand({
      applicationName: 'prices',
      deploymentGroupName: 'production',
      serviceRoleArn: 'arn:aws:iam::123456789012:role/CodeDeploy',
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    }),
  );
}

function createBlueGreen(stage: Stage, configuration: BlueGreenDeploymentConfiguration): Promise<void> {
  return stage.createGroup('web', {
    ec2TagFilters: [],
    autoScalingGroups: ['web'],
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    loadBalancerInfo: { targetGroupInfoList: [{ name: 'web' }] },
    blueGreenDeploymentConfiguration: configuration,
  });
}

const refused: readonly Case[] = [
  {
    name: 'a Lambda application',
    inputs: { ...zip, 'application-name': 'prices' },
    arrange: createLambdaGroup,
    exitCode: 1,
  },
  {
    name: 'a Lambda application, and inputs for instances',
    inputs: {
      'application-name': 'prices',
      'deployment-group-name': 'production',
      'github-token': 'token',
      'file-exists-behavior': 'OVERWRITE',
      'ignore-application-stop-failures': 'true',
      'update-outdated-instances-only': 'true',
    },
    arrange: createLambdaGroup,
    exitCode: 1,
  },
  {
    name: 'a Lambda application, to register with only',
    inputs: { 'application-name': 'prices', 's3-bucket': bucket, 'register-only': 'true' },
    arrange: createLambdaGroup,
    exitCode: 1,
  },
  {
    name: 'a group without instances',
    inputs: { ...zip, 'deployment-group-name': 'empty' },
    arrange: ({ createGroup }) => createGroup('empty', { ec2TagFilters: [] }),
    exitCode: 1,
  },
  {
    name: 'a configuration of another compute platform',
    inputs: { ...zip, 'deployment-config-name': 'CodeDeployDefault.LambdaAllAtOnce' },
    exitCode: 1,
  },
  {
    name: 'a configuration that is misspelt',
    inputs: { ...zip, 'deployment-config-name': 'CodeDeployDefault.OneAtTime' },
    exitCode: 1,
  },
  {
    name: 'a group in other letters',
    inputs: { ...zip, 'deployment-group-name': 'Production' },
    exitCode: 1,
  },
  { name: 'a group of no such name', inputs: { ...zip, 'deployment-group-name': 'qa' }, exitCode: 1 },
  {
    name: 'an application that is misspelt, to register with only',
    inputs: { 'application-name': 'shpo', 's3-bucket': bucket, 'register-only': 'true' },
    exitCode: 1,
  },
  {
    name: 'an application in another region',
    inputs: { ...zip, 'aws-region': 'us-east-2' },
    exitCode: 1,
  },
  {
    name: 'an unknown application, and a role that may not list them',
    inputs: { ...zip, 'application-name': 'shpo' },
    arrange: ({ emulator }) => void emulator.deny('codedeploy:ListApplications'),
    exitCode: 1,
  },
];

const warned: readonly Case[] = [
  { name: 'nothing special', inputs: planned, exitCode: 0 },
  {
    name: 'a role that may not look at the group',
    inputs: planned,
    arrange: ({ emulator }) => {
      emulator.deny('codedeploy:GetDeploymentGroup');
      emulator.deny('codedeploy:ListDeployments');
      return undefined;
    },
    exitCode: 0,
  },
  {
    name: 'a role that may not look at the configuration',
    inputs: { ...planned, 'deployment-config-name': 'careful' },
    arrange: ({ emulator }) => void emulator.deny('codedeploy:GetDeploymentConfig'),
    exitCode: 0,
  },
  {
    name: 'a role that may not look at the application',
    inputs: { 's3-bucket': bucket, 'register-only': 'true', 'dry-run': 'true' },
    arrange: ({ emulator }) => void emulator.deny('codedeploy:GetApplication'),
    exitCode: 0,
  },
  {
    name: 'a blue/green group that waits to be continued',
    inputs: { ...planned, 'deployment-group-name': 'web' },
    arrange: (stage) =>
      createBlueGreen(stage, {
        deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 45 },
      }),
    exitCode: 0,
  },
  {
    name: 'a blue/green group that waits to be continued, and a step that does not',
    inputs: { ...planned, 'deployment-group-name': 'web', 'wait-for': 'ready' },
    arrange: (stage) =>
      createBlueGreen(stage, {
        deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 45 },
      }),
    exitCode: 0,
  },
  {
    name: 'original instances that outlive the timeout',
    inputs: { ...planned, 'deployment-group-name': 'web', timeout: '30m' },
    arrange: (stage) =>
      createBlueGreen(stage, {
        terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 60 },
      }),
    exitCode: 0,
  },
  {
    name: 'traffic that does not shift',
    inputs: { ...planned, 'wait-for': 'traffic-shift' },
    exitCode: 0,
  },
];

for (const [kind, cases] of Object.entries({ refused, warned })) {
  describe(`before anything is sent: ${kind}`, atOnce, () => {
    const shown = new Map<string, string>();
    for (const { name, inputs, arrange, exitCode } of cases) {
      test(name, async () => {
        await using stage = await setStage();
        await arrange?.(stage);
        const result = await stage.run(inputs);
        assert.equal(result.exitCode, exitCode, result.log);
        assert.deepEqual(writesOf(result), []);
        shown.set(name, normalise(annotationsOf(result) || 'none'));
      });
    }
    after(() => {
      const texts = cases.map(({ name }) => `## ${name}\n\n${shown.get(name)}\n`);
      compareGolden(join(import.meta.dirname, 'golden', `preflight-${kind}.md`), texts.join('\n'));
    });
  });
}

test('a stop script that has failed will run again', async () => {
  await using stage = await setStage({
    ...shop,
    'scripts/stop.sh': { executable: '#!/bin/sh\necho "cannot stop"; exit 1\n' },
  });
  const staging = { ...zip, 'deployment-group-name': 'staging' };
  await stage.run(staging);
  assert.equal((await stage.run(staging)).outputs['status'], 'Failed');
  const warned = await stage.run({ ...staging, 'dry-run': 'true' });
  assert.match(annotationsOf(warned), /^warning: ApplicationStop failed .*scripts\/stop\.sh.*$/);
  const ignoring = { ...staging, 'ignore-application-stop-failures': 'true', 'dry-run': 'true' };
  assert.equal(annotationsOf(await stage.run(ignoring)), '');
});

/** What the runner shows beside the log. */
function annotationsOf({ log }: StageResult): string {
  return annotationsIn(log)
    .map(({ level, text }) => `${level}: ${text}`)
    .join('\n\n');
}
