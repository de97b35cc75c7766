import { ActionError } from '../control/errors.ts';
import type {
  AppSpecPolicy,
  ConcurrencyPolicy,
  FileExistsBehavior,
  InterruptionPolicy,
  WaitFor,
} from '../model/policies.ts';
import {
  type BundleType,
  bundleTypes,
  type DeploymentReference,
  parseRevision,
  type Revision,
  revisionForms,
} from '../model/revision.ts';
import {
  type Accepted,
  autoRollback,
  boolean,
  duration,
  globs,
  matching,
  oneOf,
  type RollbackEvent,
  relativePath,
} from './input-types.ts';

/** The inputs, checked and converted. `undefined`: not set. */
export interface Inputs {
  readonly applicationName: string;
  readonly deploymentGroupName: string | undefined;
  readonly deploymentConfigName: string | undefined;
  readonly description: string | undefined;
  readonly revision: Revision | DeploymentReference | undefined;
  readonly s3Bucket: string | undefined;
  /** Ends in `/`, or is empty. */
  readonly s3Prefix: string;
  readonly s3Key: string | undefined;
  readonly bundleType: BundleType;
  readonly path: string;
  /** Globs, relative to `path`. */
  readonly include: readonly string[];
  /** Globs, relative to `path`. */
  readonly exclude: readonly string[];
  readonly appspec: string;
  readonly appspecCheck: AppSpecPolicy;
  readonly fileExistsBehavior: FileExistsBehavior | undefined;
  readonly ignoreApplicationStopFailures: boolean;
  readonly updateOutdatedInstancesOnly: boolean;
  /** Empty: rollback is disabled. */
  readonly autoRollback: readonly RollbackEvent[] | undefined;
  readonly waitFor: WaitFor;
  /** Milliseconds. */
  readonly timeout: number;
  /** Milliseconds. */
  readonly pollInterval: number;
  readonly onCancel: InterruptionPolicy;
  readonly onTimeout: InterruptionPolicy;
  readonly ifInProgress: ConcurrencyPolicy;
  readonly allowOlder: boolean;
  readonly expectedBucketOwner: string | undefined;
  readonly kmsKeyId: string | undefined;
  /** The step uploads, registers and deploys nothing. */
  readonly dryRun: boolean;
  readonly awsRegion: string | undefined;
  readonly githubToken: string | undefined;
  /** Names of inputs that have no effect because there is no deployment group. */
  readonly unusedInputs: readonly string[];
}

/** Returns an input's text, `''` when it is not set: the shape of `core.getInput`. */
export type GetInput = (name: string) => string;

const anyText = matching(/^/, 'any text');
const name = matching(/^[A-Za-z0-9._+=,@-]{1,100}$/, '1 to 100 letters, digits and . _ + = , @ -');
const bucketName = matching(
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  "the bucket's name alone: 3 to 63 lower-case letters, digits, dots and hyphens",
);
const objectKey: Accepted<string> = {
  parse: (text) => (/^[/]|\0/.test(text) || Buffer.byteLength(text) > 1024 ? undefined : text),
  accepted: 'an object key of at most 1024 bytes that does not start with /',
};
const prefix: Accepted<string> = {
  parse: (text) => (text.length > 512 ? undefined : text.replace(/^\/+/, '').replace(/([^/])$/, '$1/')),
  accepted: 'at most 512 characters',
};
const revision = { parse: parseRevision, accepted: revisionForms };
const interruptionPolicy = oneOf('stop', 'rollback', 'leave');
const accountId = matching(/^\d{12}$/, 'an AWS account id of 12 digits');
const region = matching(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, 'the code of an AWS region, such as eu-west-1');

/**
 * Reads and checks every input.
 * @throws ActionError that lists all wrong inputs, each with its name, its value and the accepted values.
 */
export function readInputs(getInput: GetInput): Inputs {
  const problems: string[] = [];

  function optional<T>(input: string, { parse, accepted }: Accepted<T>): T | undefined {
    const text = getInput(input);
    if (text === '') return undefined;
    const value = parse(text);
    if (value === undefined)
      problems.push(`${input}: ${JSON.stringify(text)} is not accepted. Accepted: ${accepted}.`);
    return value;
  }

  function required(input: string, type: Accepted<string>): string {
    if (getInput(input) === '') problems.push(`${input}: is required. Accepted: ${type.accepted}.`);
    return optional(input, type) ?? '';
  }

  const applicationName = required('application-name', name);
  const inputs: Inputs = {
    applicationName,
    deploymentGroupName: optional('deployment-group-name', name),
    deploymentConfigName: optional('deployment-config-name', name),
    description: optional('description', anyText),
    revision: optional('revision', revision),
    s3Bucket: optional('s3-bucket', bucketName),
    s3Prefix: optional('s3-prefix', prefix) ?? `${applicationName}/`,
    s3Key: optional('s3-key', objectKey),
    bundleType: optional('bundle-type', oneOf(...bundleTypes)) ?? 'zip',
    path: optional('path', relativePath) ?? '.',
    include: optional('include', globs) ?? [],
    exclude: optional('exclude', globs) ?? [],
    appspec: optional('appspec', relativePath) ?? 'appspec.yml',
    appspecCheck: optional('appspec-check', oneOf('error', 'warn', 'off')) ?? 'error',
    fileExistsBehavior: optional('file-exists-behavior', oneOf('DISALLOW', 'OVERWRITE', 'RETAIN')),
    ignoreApplicationStopFailures: optional('ignore-application-stop-failures', boolean) ?? false,
    updateOutdatedInstancesOnly: optional('update-outdated-instances-only', boolean) ?? false,
    autoRollback: optional('auto-rollback', autoRollback),
    waitFor: optional('wait-for', oneOf('completion', 'traffic-shift', 'ready', 'none')) ?? 'completion',
    timeout: optional('timeout', duration(1)) ?? 60 * 60_000,
    pollInterval: optional('poll-interval', duration(1)) ?? 15_000,
    onCancel: optional('on-cancel', interruptionPolicy) ?? 'stop',
    onTimeout: optional('on-timeout', interruptionPolicy) ?? 'stop',
    ifInProgress: optional('if-in-progress', oneOf('wait', 'stop', 'fail')) ?? 'wait',
    allowOlder: optional('allow-older', boolean) ?? false,
    expectedBucketOwner: optional('expected-bucket-owner', accountId),
    kmsKeyId: optional('kms-key-id', anyText),
    dryRun: optional('dry-run', boolean) ?? false,
    awsRegion: optional('aws-region', region),
    githubToken: optional('github-token', anyText),
    unusedInputs: getInput('deployment-group-name') === '' ? setAmong(deploymentInputs, getInput) : [],
  };
  if (getInput('s3-bucket') === '' && getInput('revision') === '') problems.push(...withoutBucket(getInput));
  if (problems.length > 0) {
    throw new ActionError(
      `${problems.length === 1 ? 'An input is' : `${problems.length} inputs are`} wrong. Nothing was deployed.\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
  }
  return inputs;
}

/** The inputs that shape a bundle, each with the value that has no effect. */
const bundleInputs = {
  'bundle-type': 'zip',
  path: '.',
  include: '',
  exclude: '',
  appspec: 'appspec.yml',
  's3-prefix': '',
  's3-key': '',
  'expected-bucket-owner': '',
  'kms-key-id': '',
};

/** The inputs for a deployment, each with the value that has no effect. */
const deploymentInputs = {
  'deployment-config-name': '',
  'file-exists-behavior': '',
  'ignore-application-stop-failures': 'false',
  'update-outdated-instances-only': 'false',
  'auto-rollback': '',
  'wait-for': 'completion',
  timeout: '60m',
  'poll-interval': '15s',
  'on-cancel': 'stop',
  'on-timeout': 'stop',
  'if-in-progress': 'wait',
  'allow-older': 'false',
};

/** The inputs that the workflow sets. For an input that it does not set, the runner passes the default. */
function setAmong(neutral: Readonly<Record<string, string>>, getInput: GetInput): string[] {
  return Object.keys(neutral).filter((input) => !['', neutral[input]].includes(getInput(input)));
}

/** Lists the inputs that would silently do nothing when instances download the commit from GitHub. */
function withoutBucket(getInput: GetInput): string[] {
  return setAmong(bundleInputs, getInput).map(
    (input) =>
      `${input}: ${JSON.stringify(getInput(input))} needs s3-bucket. Without a bucket, instances download the whole commit from GitHub.`,
  );
}
