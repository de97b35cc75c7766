import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Access, createAccess } from './access.ts';
import { type CodeDeploy, createCodeDeploy } from './codedeploy/codedeploy.ts';
import { completeSettings, type Settings } from './codedeploy/settings.ts';
import { accessKeyId, type Credentials, createCredentials, secretAccessKey } from './credentials.ts';
import { createEcs, type Ecs } from './ecs/ecs.ts';
import type { Balancers } from './elb/balancers.ts';
import { createFaults, type Faults } from './faults.ts';
import { createFleet, type Fleet } from './fleet/fleet.ts';
import { createGitHub, type GitHub } from './github/github.ts';
import { githubUrl, serve } from './http.ts';
import { createLambda, type Lambda } from './lambda/lambda.ts';
import type { RecordedRequest } from './requests.ts';
import { createObjectStore, type ObjectStore } from './s3/s3.ts';

/** CodeDeploy, what it deploys to, S3 and GitHub on one port. */
export interface Emulator {
  /** `http://127.0.0.1:…`, for AWS_ENDPOINT_URL. */
  readonly url: string;
  /** What a child process needs in its environment to talk to this emulator and to nothing else. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every request so far, in the order in which they came. */
  readonly requests: readonly RecordedRequest[];
  readonly fleet: Fleet;
  readonly s3: ObjectStore;
  readonly github: GitHub;
  readonly codeDeploy: CodeDeploy;
  readonly lambda: Lambda;
  readonly ecs: Ecs;
  /** Listeners and target groups in the region of the EC2 instances. */
  readonly balancers: Balancers;
  readonly credentials: Credentials;
  readonly faults: Faults;
  /** Takes an IAM action, such as `codedeploy:StopDeployment` or `s3:PutObject`, away from the caller. */
  readonly deny: Access['deny'];
  /** Ends deployments, what instances run and the server, and removes the directory. */
  close(): Promise<void>;
}

/** Starts an emulator with an empty fleet. Port 0 is any free one; times of the settings are in milliseconds. */
export async function startEmulator(
  options: { port?: number; settings?: Partial<Settings> } = {},
): Promise<Emulator> {
  const settings = completeSettings(options.settings ?? {});
  const directory = await mkdtemp(join(tmpdir(), 'codedeploy-emulator-'));
  const access = createAccess();
  const credentials = createCredentials();
  const faults = createFaults();
  const requests: RecordedRequest[] = [];
  const s3 = createObjectStore({
    directory: join(directory, 'objects'),
    isDenied: (action) => access.isDenied(action),
  });
  const github = createGitHub();
  const fleet = createFleet({
    directory: join(directory, 'instances'),
    download: ({ s3Location, gitHubLocation }, toFile) =>
      s3Location ? s3.download(s3Location, toFile) : github.download(gitHubLocation ?? {}, toFile),
  });
  let environment: Readonly<Record<string, string>> = {};
  const lambda = createLambda({
    directory: join(directory, 'functions'),
    region: settings.ec2Region,
    minute: settings.minute,
    variables: () => environment,
    download: (location) => s3.read(location),
  });
  const ecs = createEcs({
    directory: join(directory, 'tasks'),
    region: settings.ec2Region,
    pace: settings.pace,
  });
  const readObject: ObjectStore['read'] = (location) => s3.read(location);
  const codeDeploy = createCodeDeploy({ fleet, lambda, ecs, readObject, settings });
  const server = await serve(
    { codeDeploy, lambda, ecs, s3, github, fleet, credentials, access, faults, requests },
    options.port ?? 0,
  );
  environment = environmentFor(server.url, settings.ec2Region);
  return {
    url: server.url,
    environment,
    requests,
    fleet,
    s3,
    github,
    codeDeploy,
    lambda,
    ecs,
    balancers: ecs.inRegion(settings.ec2Region).balancers,
    credentials,
    faults,
    deny: access.deny,
    async close() {
      await server.close();
      await codeDeploy.close();
      await lambda.close();
      await ecs.close();
      await fleet.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function environmentFor(url: string, region: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_CODEDEPLOY: url,
    AWS_ENDPOINT_URL_LAMBDA: url,
    AWS_ENDPOINT_URL_ECS: url,
    AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: url,
    AWS_ENDPOINT_URL_S3: url,
    GITHUB_API_URL: githubUrl(url),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
