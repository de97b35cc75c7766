import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CodeDeploy,
  type CreateDeploymentInput,
  type DeploymentInfo,
  type InstanceTarget,
} from '@aws-sdk/client-codedeploy';
import type { Settings } from './codedeploy/settings.ts';
import { accessKeyId, secretAccessKey } from './credentials.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { instanceId, type Plan, scriptedInstance } from './fleet/scripted.ts';

/** An emulator that lives as long as a test, with the SDK's client for it. */
export interface Setup {
  readonly emulator: Emulator;
  readonly client: CodeDeploy;
}

export const serviceRoleArn = 'arn:aws:iam::123456789012:role/CodeDeploy';

/** Starts an emulator; the test's end closes it. Times of the settings are in milliseconds. */
export async function setUp(t: TestContext, settings: Partial<Settings> = {}): Promise<Setup> {
  const emulator = await startEmulator({ settings: { pace: 2, ...settings } });
  const client = clientOf(emulator);
  t.after(async () => {
    client.destroy();
    await emulator.close();
  });
  return { emulator, client };
}

/** The SDK's client, as it comes but for its one attempt. */
export function clientOf(
  { url }: Emulator,
  options: { region?: string; accessKeyId?: string; maxAttempts?: number } = {},
): CodeDeploy {
  const credentials = { accessKeyId: options.accessKeyId ?? accessKeyId, secretAccessKey };
  const { region = 'us-east-1', maxAttempts = 1 } = options;
  return new CodeDeploy({ endpoint: url, region, credentials, maxAttempts });
}

/** Starts an emulator with the application `Shop`, its group `Production` and scripted instances, one for each plan. */
export async function setUpShop(
  t: TestContext,
  plans: readonly Plan[],
  settings: Partial<Settings> = {},
): Promise<Setup> {
  const setup = await setUp(t, settings);
  for (const [index, plan] of plans.entries()) {
    setup.emulator.fleet.add(
      scriptedInstance({ id: instanceId(index), tags: { Environment: 'production' }, plan }),
    );
  }
  await setup.client.createApplication({ applicationName: 'Shop' });
  await setup.client.createDeploymentGroup({
    applicationName: 'Shop',
    deploymentGroupName: 'Production',
    serviceRoleArn,
    ec2TagFilters: [{ Key: 'Environment', Value: 'production', Type: 'KEY_AND_VALUE' }],
  });
  return setup;
}

/** A revision on S3 that nobody downloads: scripted agents have no files. */
export function revision(key: string): NonNullable<CreateDeploymentInput['revision']> {
  return { revisionType: 'S3', s3Location: { bucket: 'bundles', key, bundleType: 'zip' } };
}

/** Deploys to `Shop`'s `Production` and waits for the end. */
export async function deploy(
  { client }: Setup,
  input: Partial<CreateDeploymentInput> = {},
): Promise<DeploymentInfo> {
  const { deploymentId } = await client.createDeployment({
    applicationName: 'Shop',
    deploymentGroupName: 'Production',
    revision: revision('one.zip'),
    ...input,
  });
  return ended(client, deploymentId);
}

/** Waits until a deployment has ended. */
export async function ended(client: CodeDeploy, deploymentId: string | undefined): Promise<DeploymentInfo> {
  return until(client, deploymentId, ({ status }) =>
    ['Succeeded', 'Failed', 'Stopped'].includes(status ?? ''),
  );
}

/** Waits until a deployment is as wanted. */
export async function until(
  client: CodeDeploy,
  deploymentId: string | undefined,
  isWanted: (info: DeploymentInfo) => boolean,
): Promise<DeploymentInfo> {
  for (;;) {
    const { deploymentInfo = {} } = await client.getDeployment({ deploymentId });
    if (isWanted(deploymentInfo)) return deploymentInfo;
    await delay(2);
  }
}

/** The targets of a deployment, in order of their ids. */
export async function targetsOf(
  client: CodeDeploy,
  deploymentId: string | undefined,
): Promise<InstanceTarget[]> {
  const { targetIds } = await client.listDeploymentTargets({ deploymentId });
  const { deploymentTargets = [] } = await client.batchGetDeploymentTargets({
    deploymentId,
    targetIds: targetIds?.toSorted(),
  });
  return deploymentTargets.map(({ instanceTarget }) => instanceTarget ?? {});
}

/** `ApplicationStop Succeeded, DownloadBundle Failed, …` */
export function eventLine(target: InstanceTarget | undefined): string {
  const events = target?.lifecycleEvents ?? [];
  return events.map(({ lifecycleEventName, status }) => `${lifecycleEventName} ${status}`).join(', ');
}
