import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { CreateDeploymentGroupInput, ECSTarget } from '@aws-sdk/client-codedeploy';
import { type CreateServiceCommandInput, ECS } from '@aws-sdk/client-ecs';
import type { Settings } from './codedeploy/settings.ts';
import { accessKeyId, secretAccessKey } from './credentials.ts';
import type { Listener } from './elb/balancers.ts';
import type { Emulator } from './emulator.ts';
import { type Setup, serviceRoleArn, setUp } from './emulator-setup.ts';

/**
 * An emulator with the service `web` of two tasks of `web:1`, which answer `one`, the task definition `web:2`, whose
 * tasks answer `two`, and a group to deploy them with.
 */
export interface EcsSetup extends Setup {
  readonly ecs: ECS;
  readonly production: Listener;
  readonly test: Listener;
}

export const ecsGroup = { applicationName: 'Web', deploymentGroupName: 'production' };

interface Options {
  /** Added to the least that the group needs. */
  readonly group?: Partial<CreateDeploymentGroupInput>;
  readonly service?: Partial<CreateServiceCommandInput>;
  readonly settings?: Partial<Settings>;
  /** Whether the group has a listener for tests. */
  readonly hasTestRoute?: boolean;
}

export async function setUpEcs(t: TestContext, options: Options = {}): Promise<EcsSetup> {
  const setup = await setUp(t, options.settings);
  const { emulator, client } = setup;
  const ecs = ecsClientOf(emulator);
  t.after(() => ecs.destroy());
  const blue = emulator.balancers.addTargetGroup('blue');
  emulator.balancers.addTargetGroup('green');
  const production = await emulator.balancers.addListener('blue');
  const test = await emulator.balancers.addListener('green');
  await ecs.createCluster({ clusterName: 'shop' });
  for (const answer of ['one', 'two']) await registerWeb(ecs, answeringCommand(answer));
  await ecs.createService({
    cluster: 'shop',
    serviceName: 'web',
    taskDefinition: 'web:1',
    desiredCount: 2,
    launchType: 'FARGATE',
    deploymentController: { type: 'CODE_DEPLOY' },
    loadBalancers: [{ targetGroupArn: blue.arn, containerName: 'web', containerPort: 80 }],
    ...options.service,
  });
  await untilSteady(ecs);
  await client.createApplication({ applicationName: 'Web', computePlatform: 'ECS' });
  await client.createDeploymentGroup({
    ...ecsGroup,
    serviceRoleArn,
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    blueGreenDeploymentConfiguration: waits(0),
    ecsServices: [{ clusterName: 'shop', serviceName: 'web' }],
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: [{ name: 'blue' }, { name: 'green' }],
          prodTrafficRoute: { listenerArns: [production.arn] },
          ...(options.hasTestRoute && { testTrafficRoute: { listenerArns: [test.arn] } }),
        },
      ],
    },
    ...options.group,
  });
  return { ...setup, ecs, production, test };
}

/** Waits until all tasks of the service run. */
async function untilSteady(ecs: ECS): Promise<void> {
  for (;;) {
    const { services } = await ecs.describeServices({ cluster: 'shop', services: ['web'] });
    if (services?.[0]?.runningCount === services?.[0]?.desiredCount) return;
    await delay(10);
  }
}

/** The waits of a group: before its original tasks are ended and, when given, before the traffic is moved. */
export function waits(termination: number, ready?: number) {
  return {
    deploymentReadyOption:
      ready === undefined
        ? { actionOnTimeout: 'CONTINUE_DEPLOYMENT' as const }
        : { actionOnTimeout: 'STOP_DEPLOYMENT' as const, waitTimeInMinutes: ready },
    terminateBlueInstancesOnDeploymentSuccess: {
      action: 'TERMINATE' as const,
      terminationWaitTimeInMinutes: termination,
    },
  };
}

/** The SDK's client, as it comes but for its one attempt. */
export function ecsClientOf({ url }: Emulator): ECS {
  const credentials = { accessKeyId, secretAccessKey };
  return new ECS({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 });
}

/** The command of a container that answers every request with this text. */
export function answeringCommand(text: string): string[] {
  const server = `require('node:http').createServer((_, response) => response.end('${text}')).listen(process.env.PORT, '127.0.0.1')`;
  return [process.execPath, '-e', server];
}

/** Registers the next revision of `web`. */
export async function registerWeb(ecs: ECS, command: string[]): Promise<void> {
  await ecs.registerTaskDefinition({
    family: 'web',
    containerDefinitions: [{ name: 'web', image: 'web', command, portMappings: [{ containerPort: 80 }] }],
  });
}

/** An AppSpec file that deploys `web:2`, but for what is given. */
export function ecsRevision(
  properties: Readonly<Record<string, unknown>> = {},
  hooks: readonly Readonly<Record<string, string>>[] = [],
) {
  const content = JSON.stringify({
    version: 0,
    Resources: [
      {
        TargetService: {
          Type: 'AWS::ECS::Service',
          Properties: {
            TaskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/web:2',
            LoadBalancerInfo: { ContainerName: 'web', ContainerPort: 80 },
            ...properties,
          },
        },
      },
    ],
    Hooks: hooks,
  });
  return { revisionType: 'AppSpecContent', appSpecContent: { content } } as const;
}

/** Starts a deployment of `ecsRevision`. */
export async function startEcs({ client }: Setup, revision = ecsRevision()): Promise<string | undefined> {
  return (await client.createDeployment({ ...ecsGroup, revision })).deploymentId;
}

/** The only target of a deployment. */
export async function ecsTargetOf({ client }: Setup, deploymentId: string | undefined): Promise<ECSTarget> {
  const { targetIds } = await client.listDeploymentTargets({ deploymentId });
  const { deploymentTargets = [] } = await client.batchGetDeploymentTargets({ deploymentId, targetIds });
  return deploymentTargets[0]?.ecsTarget ?? {};
}

/** Waits until the target is as wanted. */
export async function untilEcsTarget(
  setup: Setup,
  deploymentId: string | undefined,
  isWanted: (target: ECSTarget) => boolean,
): Promise<ECSTarget> {
  for (;;) {
    const target = await ecsTargetOf(setup, deploymentId).catch(() => ({}));
    if (isWanted(target)) return target;
    await delay(5);
  }
}

/** `Blue PRIMARY 90, Green ACTIVE 10` */
export function weightLine({ taskSetsInfo = [] }: ECSTarget): string {
  return taskSetsInfo
    .map(({ taskSetLabel, status, trafficWeight }) => `${taskSetLabel} ${status} ${trafficWeight}`)
    .join(', ');
}

/** What a listener answers now. */
export async function answerOf({ url }: Pick<Listener, 'url'>): Promise<string> {
  const response = await fetch(url);
  return response.ok ? response.text() : String(response.status);
}

/** Waits until a listener answers so. */
export async function untilAnswers(listener: Pick<Listener, 'url'>, answer: string): Promise<void> {
  while ((await answerOf(listener)) !== answer) await delay(10);
}
