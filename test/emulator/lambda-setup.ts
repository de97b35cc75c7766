import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { CreateDeploymentGroupInput, LambdaTarget } from '@aws-sdk/client-codedeploy';
import { Lambda } from '@aws-sdk/client-lambda';
import type { Settings } from './codedeploy/settings.ts';
import { accessKeyId, secretAccessKey } from './credentials.ts';
import type { Emulator } from './emulator.ts';
import { type Setup, serviceRoleArn, setUp } from './emulator-setup.ts';

/** An emulator with the function `prices` in versions 1 and 2, its alias `live` on 1, and a group to deploy it with. */
export interface LambdaSetup extends Setup {
  readonly lambda: Lambda;
}

export const lambdaGroup = { applicationName: 'Prices', deploymentGroupName: 'live' };

/** Each version answers with its number. The settings of the group are added to the least that it needs. */
export async function setUpLambda(
  t: TestContext,
  group: Partial<CreateDeploymentGroupInput> = {},
  settings: Partial<Settings> = {},
): Promise<LambdaSetup> {
  const setup = await setUp(t, settings);
  const { emulator, client } = setup;
  const lambda = lambdaClientOf(emulator);
  t.after(() => lambda.destroy());
  await emulator.lambda.addFunction({ name: 'prices', directory: handlerIn(t, `async () => 1`) });
  await emulator.lambda.publish('prices', handlerIn(t, `async () => 2`));
  await lambda.createAlias({ FunctionName: 'prices', Name: 'live', FunctionVersion: '1' });
  await client.createApplication({ applicationName: 'Prices', computePlatform: 'Lambda' });
  await client.createDeploymentGroup({
    ...lambdaGroup,
    serviceRoleArn,
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    ...group,
  });
  return { ...setup, lambda };
}

/** The SDK's client, as it comes but for its one attempt. */
export function lambdaClientOf({ url }: Emulator): Lambda {
  const credentials = { accessKeyId, secretAccessKey };
  return new Lambda({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 });
}

/** A directory with an `index.mjs` whose handler is this expression. */
export function handlerIn(t: TestContext, handler: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'function-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'index.mjs'), `export const handler = ${handler};\n`);
  return directory;
}

/** Adds the function of a hook, which reports this status with the SDK as AWS's documentation shows. */
export async function addHook(
  t: TestContext,
  { lambda }: Emulator,
  { name, status }: { name: string; status: string },
): Promise<void> {
  const directory = handlerIn(
    t,
    `async ({ DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId }) => {
  const { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } = await import('@aws-sdk/client-codedeploy');
  await new CodeDeployClient().send(
    new PutLifecycleEventHookExecutionStatusCommand({ deploymentId, lifecycleEventHookExecutionId, status: '${status}' }),
  );
}`,
  );
  await lambda.addFunction({ name, directory });
}

/** An AppSpec file that shifts the alias `live` of `prices` from version 1 to 2, but for what is given. */
export function lambdaRevision(
  properties: Readonly<Record<string, string>> = {},
  hooks: readonly Readonly<Record<string, string>>[] = [],
) {
  const content = JSON.stringify({
    version: 0.0,
    Resources: [
      {
        prices: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Name: 'prices',
            Alias: 'live',
            CurrentVersion: '1',
            TargetVersion: '2',
            ...properties,
          },
        },
      },
    ],
    Hooks: hooks,
  });
  return { revisionType: 'AppSpecContent', appSpecContent: { content } } as const;
}

/** The only target of a deployment. */
export async function lambdaTargetOf({ client }: Setup, deploymentId: string | undefined) {
  const { targetIds } = await client.listDeploymentTargets({ deploymentId });
  const { deploymentTargets = [] } = await client.batchGetDeploymentTargets({ deploymentId, targetIds });
  return deploymentTargets[0]?.lambdaTarget ?? {};
}

/** Waits until the target is as wanted. */
export async function untilTarget(
  setup: Setup,
  deploymentId: string | undefined,
  isWanted: (target: LambdaTarget) => boolean,
): Promise<LambdaTarget> {
  for (;;) {
    const target = await lambdaTargetOf(setup, deploymentId).catch(() => ({}));
    if (isWanted(target)) return target;
    await delay(5);
  }
}
