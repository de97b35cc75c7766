import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
  type CreateDeploymentGroupCommandInput,
  GetDeploymentCommand,
  ListDeploymentsCommand,
} from '@aws-sdk/client-codedeploy';
import type { Settings } from '../emulator/codedeploy/settings.ts';
import { type Emulator, startEmulator } from '../emulator/emulator.ts';
import type { RecordedRequest } from '../emulator/requests.ts';
import { type Content, createRepository } from '../support/repository.ts';
import { runPost, runStep, type Step, type StepResult } from '../support/runner.ts';

export const region = 'eu-west-1';
export const bucket = 'shop-releases';

/** For `describe`: scenarios wait more than they compute, and each has its own stage, so a few run at the same time. */
export const atOnce = { concurrency: 4 } as const;

/** An application that is deployed in a moment: a page, and a script that does nothing for every hook. */
export const shop: Readonly<Record<string, Content>> = {
  'appspec.yml': `version: 0.0
os: linux
files:
  - source: public
    destination: /srv/shop
hooks:
  ApplicationStop:
    - location: scripts/stop.sh
      timeout: 10
  ApplicationStart:
    - location: scripts/start.sh
      timeout: 10
  ValidateService:
    - location: scripts/validate.sh
      timeout: 10
`,
  'public/index.html': '<h1>The shop</h1>\n',
  'scripts/stop.sh': { executable: '#!/bin/sh\necho stopping\n' },
  'scripts/start.sh': { executable: '#!/bin/sh\necho starting\n' },
  'scripts/validate.sh': { executable: '#!/bin/sh\ntest -f "$INSTANCE_ROOT/srv/shop/index.html"\n' },
};

/** The shop, whose scripts may take longer than any scenario, also on a busy machine. */
const patientShop: Readonly<Record<string, Content>> = {
  ...shop,
  'appspec.yml': String(shop['appspec.yml']).replaceAll('timeout: 10', 'timeout: 600'),
};

/** The shop, which takes so many seconds to start. */
export function shopThatStartsIn(seconds: number): Readonly<Record<string, Content>> {
  const script = `#!/bin/sh\necho starting\n: >"$INSTANCE_ROOT/starting"\nsleep ${seconds}\n`;
  return { ...patientShop, 'scripts/start.sh': { executable: script } };
}

/** The shop, which starts when the stage says so. */
export const shopThatWaits: Readonly<Record<string, Content>> = {
  ...patientShop,
  'scripts/start.sh': {
    executable: '#!/bin/sh\nuntil [ -e "$INSTANCE_ROOT/go" ]; do sleep 0.1; done\n',
  },
};

/** Milliseconds. A step that waits in vain is killed, so that its test fails and does not hang. */
const longestRun = 240_000;

/** Everything that a scenario needs: the service, a fleet, a repository that is checked out. */
export interface Stage {
  readonly emulator: Emulator;
  /** A client of the service for what a team sets up beside the action. */
  readonly client: CodeDeployClient;
  readonly workspace: string;
  /** SHA of the commit that is checked out. */
  readonly sha: string;
  createGroup(name: string, settings?: Partial<CreateDeploymentGroupCommandInput>): Promise<void>;
  /** Runs the action as a step of its own job. */
  run(inputs: Record<string, string>, step?: Partial<Step>): Promise<StageResult>;
  /** Runs the post step of a step that was run before. */
  runPost(main: StepResult, step?: Partial<Step>): Promise<StageResult>;
  /** Resolves when the service has been asked for an operation so many times. */
  asked(operation: string, times?: number): Promise<void>;
  /** Resolves when {@link shopThatStartsIn} has begun to start on an instance. */
  starting(instanceId: string): Promise<void>;
  /** Lets {@link shopThatWaits} start on an instance. */
  letStart(instanceId: string): void;
  statusOf(deploymentId: string | undefined): Promise<string | undefined>;
  /** Ids of the deployments of a group, the newest first. */
  deploymentsOf(deploymentGroupName: string): Promise<readonly string[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a step showed and gave back, and what it asked the services for. */
export interface StageResult extends StepResult {
  readonly requests: readonly RecordedRequest[];
}

/** Sets up application `shop`, its bucket, and group `production` of three instances, `staging` of one. */
export async function setStage(
  files: Readonly<Record<string, Content>> = shop,
  settings: Partial<Settings> = {},
): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), 'scenario-'));
  const workspace = join(directory, 'checkout');
  const sha = createRepository(workspace, files);
  const emulator = await startEmulator({ settings: { pace: 4, ec2Region: region, ...settings } });
  const { environment, fleet, s3, github } = emulator;
  const client = new CodeDeployClient({
    endpoint: emulator.url,
    region,
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  });
  s3.createBucket(bucket, { region, versioning: true });
  github.addRepository('acme/shop', workspace);
  github.addToken('token');
  for (const number of [1, 2, 3]) fleet.addEc2({ id: `i-prod${number}`, tags: { Stage: 'production' } });
  fleet.addEc2({ id: 'i-stag1', tags: { Stage: 'staging' } });

  async function createGroup(name: string, settings: Partial<CreateDeploymentGroupCommandInput> = {}) {
    await client.send(
      new CreateDeploymentGroupCommand({
        applicationName: 'shop',
        deploymentGroupName: name,
        serviceRoleArn: 'arn:aws:iam::123456789012:role/CodeDeploy',
        ec2TagFilters: [{ Key: 'Stage', Value: name, Type: 'KEY_AND_VALUE' }],
        ...settings,
      }),
    );
  }

  let steps = 0;
  async function record(start: (temporaryDirectory: string) => Promise<StepResult>): Promise<StageResult> {
    steps += 1;
    const temporaryDirectory = join(directory, `runner-${steps}`);
    mkdirSync(temporaryDirectory);
    const before = emulator.requests.length;
    const result = await start(temporaryDirectory);
    return { ...result, requests: emulator.requests.slice(before) };
  }

  function stepOf(inputs: Record<string, string>, step: Partial<Step>) {
    return {
      workspace,
      environment,
      ...step,
      onStart: (kill: (signal: NodeJS.Signals) => void) => {
        setTimeout(() => kill('SIGKILL'), longestRun).unref();
        step.onStart?.(kill);
      },
      inputs: {
        'application-name': 'shop',
        ...('deployment-group-name' in inputs && { 'poll-interval': '1s' }),
        ...inputs,
      },
    };
  }

  await client.send(new CreateApplicationCommand({ applicationName: 'shop' }));
  await createGroup('production');
  await createGroup('staging');
  return {
    emulator,
    client,
    workspace,
    sha,
    createGroup,
    run: (inputs, step = {}) =>
      record((temporaryDirectory) => runStep({ ...stepOf(inputs, step), temporaryDirectory })),
    runPost: (main, step = {}) =>
      record((temporaryDirectory) => runPost({ ...stepOf({}, step), temporaryDirectory }, main)),
    async asked(operation, times = 1) {
      while (emulator.requests.filter((request) => request.operation === operation).length < times) {
        await delay(10);
      }
    },
    async starting(instanceId) {
      const file = join(fleet.instances.get(instanceId)?.root ?? '', 'starting');
      while (!existsSync(file)) await delay(20);
    },
    letStart(instanceId) {
      writeFileSync(join(fleet.instances.get(instanceId)?.root ?? '', 'go'), '');
    },
    async statusOf(deploymentId) {
      const { deploymentInfo } = await client.send(new GetDeploymentCommand({ deploymentId }));
      return deploymentInfo?.status;
    },
    async deploymentsOf(deploymentGroupName) {
      const { deployments = [] } = await client.send(
        new ListDeploymentsCommand({ applicationName: 'shop', deploymentGroupName }),
      );
      return deployments;
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await emulator.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
