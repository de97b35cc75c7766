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
import { pointlessInputs, withoutBucket } from './input-effects.ts';
import {
  type Accepted,
  assignments,
  autoRollback,
  boolean,
  duration,
  type GetInput,
  globs,
  globsAround,
  matching,
  oneOf,
  type RollbackEvent,
  relativePath,
} from './input-types.ts';
import {
  accountDigits,
  bucketAlone,
  keyAlone,
  nameInArn,
  placeInBucket,
  revisionUri,
} from './misunderstandings.ts';
import { unknownInputs } from './unknown-inputs.ts';

/** The inputs, checked and converted. `undefined`: not set. */
export interface Inputs {
  readonly applicationName: string;
  /** `undefined`: the revision is registered, and nothing is deployed. */
  readonly deploymentGroupName: string | undefined;
  readonly deploymentConfigName: string | undefined;
  readonly description: string | undefined;
  readonly revision: Revision | DeploymentReference | undefined;
  readonly source: 'commit' | 'workspace';
  /** A file of the workspace, relative to it. */
  readonly archive: string | undefined;
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
  /** What replaces `<NAME>` in an AppSpec file, by its name. */
  readonly appspecValues: ReadonlyMap<string, string>;
  readonly appspecCheck: AppSpecPolicy;
  readonly fileExistsBehavior: FileExistsBehavior | undefined;
  readonly ignoreApplicationStopFailures: boolean;
  readonly updateOutdatedInstancesOnly: boolean;
  /** Empty: rollback is disabled. */
  readonly autoRollback: readonly RollbackEvent[] | undefined;
  readonly waitFor: WaitFor;
  /** Milliseconds. */
  readonly timeout: number;
  /** Milliseconds; `undefined`: a tenth of the time so far. */
  readonly pollInterval: number | undefined;
  /** `undefined`: what the platform does by default. */
  readonly onCancel: InterruptionPolicy | undefined;
  readonly onTimeout: InterruptionPolicy | undefined;
  readonly ifInProgress: ConcurrencyPolicy;
  readonly allowOlder: boolean;
  readonly expectedBucketOwner: string | undefined;
  readonly kmsKeyId: string | undefined;
  /** The step uploads, registers and deploys nothing. */
  readonly dryRun: boolean;
  readonly awsRegion: string | undefined;
  readonly githubToken: string | undefined;
  /** What was given and has no effect, in sentences. */
  readonly inputWarnings: readonly string[];
}

const anyText = matching(/^/, 'any text');
const name = matching(/^[A-Za-z0-9._+=,@-]{1,100}$/, '1 to 100 letters, digits and . _ + = , @ -', nameInArn);
const bucketName = matching(
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  "the bucket's name alone: 3 to 63 lower-case letters, digits, dots and hyphens",
  bucketAlone,
);
const objectKey: Accepted<string> = {
  parse: (text) =>
    /^[/]|\0/.test(text) || placeInBucket.test(text) || Buffer.byteLength(text) > 1024 ? undefined : text,
  accepted: 'an object key of at most 1024 bytes that does not start with /',
  meant: keyAlone,
};
const prefix: Accepted<string> = {
  parse: (text) =>
    text.length > 512 || placeInBucket.test(text)
      ? undefined
      : text.replace(/^\/+/, '').replace(/([^/])$/, '$1/'),
  accepted: 'a key prefix of at most 512 characters, without the bucket',
  meant: keyAlone,
};
const revision = { parse: parseRevision, accepted: revisionForms, meant: revisionUri };
const interruptionPolicy = oneOf('stop', 'rollback', 'leave');
const accountId = matching(/^\d{12}$/, 'an AWS account id of 12 digits', accountDigits);
const region = matching(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, 'the code of an AWS region, such as eu-west-1');

/**
 * Reads and checks every input. `given`: the names of all that the workflow has set, also of those that do not exist.
 * @throws ActionError that lists all inputs that are wrong, each with its name, its value and what is accepted.
 */
export function readInputs(getInput: GetInput, given: readonly string[] = []): Inputs {
  const problems: string[] = [];
  const known: string[] = [];

  function optional<T>(input: string, { parse, accepted, meant }: Accepted<T>): T | undefined {
    known.push(input);
    const text = getInput(input);
    if (text === '') return undefined;
    const value = parse(text);
    if (value === undefined) {
      const near = meant?.(text);
      const suggestion = near === undefined ? '' : ` Did you mean ${near}?`;
      problems.push(`${input}: ${JSON.stringify(text)} is not accepted.${suggestion} Accepted: ${accepted}.`);
    }
    return value;
  }

  function required(input: string, type: Accepted<string>): string {
    if (getInput(input) === '') problems.push(`${input}: is required. Accepted: ${type.accepted}.`);
    return optional(input, type) ?? '';
  }

  const applicationName = required('application-name', name);
  const group = optional('deployment-group-name', name);
  const registerOnly = optional('register-only', boolean);
  if (!registerOnly && getInput('deployment-group-name') === '') problems.push(withoutGroup);
  const inputs: Omit<Inputs, 'inputWarnings'> = {
    applicationName,
    deploymentGroupName: registerOnly ? undefined : group,
    deploymentConfigName: optional('deployment-config-name', name),
    description: optional('description', anyText),
    revision: optional('revision', revision),
    source: optional('source', oneOf('commit', 'workspace')) ?? 'commit',
    archive: optional('archive', relativePath),
    s3Bucket: optional('s3-bucket', bucketName),
    s3Prefix: optional('s3-prefix', prefix) ?? `${applicationName}/`,
    s3Key: optional('s3-key', objectKey),
    bundleType: optional('bundle-type', oneOf(...bundleTypes)) ?? 'zip',
    path: optional('path', relativePath) ?? '.',
    include: optional('include', globsAround) ?? [],
    exclude: optional('exclude', globs) ?? [],
    appspec: optional('appspec', relativePath) ?? 'appspec.yml',
    appspecCheck: optional('appspec-check', oneOf('error', 'warn', 'off')) ?? 'error',
    fileExistsBehavior: optional('file-exists-behavior', oneOf('DISALLOW', 'OVERWRITE', 'RETAIN')),
    ignoreApplicationStopFailures: optional('ignore-application-stop-failures', boolean) ?? false,
    updateOutdatedInstancesOnly: optional('update-outdated-instances-only', boolean) ?? false,
    appspecValues: optional('appspec-values', assignments) ?? new Map(),
    autoRollback: optional('auto-rollback', autoRollback),
    waitFor: optional('wait-for', oneOf('completion', 'traffic-shift', 'ready', 'none')) ?? 'completion',
    timeout: optional('timeout', duration(1)) ?? 60 * 60_000,
    pollInterval: optional('poll-interval', duration(1)),
    onCancel: optional('on-cancel', interruptionPolicy),
    onTimeout: optional('on-timeout', interruptionPolicy),
    ifInProgress: optional('if-in-progress', oneOf('wait', 'stop', 'fail')) ?? 'wait',
    allowOlder: optional('allow-older', boolean) ?? false,
    expectedBucketOwner: optional('expected-bucket-owner', accountId),
    kmsKeyId: optional('kms-key-id', anyText),
    dryRun: optional('dry-run', boolean) ?? false,
    awsRegion: optional('aws-region', region),
    githubToken: optional('github-token', anyText),
  };
  const unknown = unknownInputs(given, known);
  problems.push(...withoutBucket(getInput), ...unknown.problems);
  if (problems.length > 0) {
    throw new ActionError(
      `${problems.length === 1 ? 'An input is' : `${problems.length} inputs are`} wrong. Nothing was deployed.\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
  }
  return { ...inputs, inputWarnings: [...unknown.warnings, ...pointlessInputs(getInput)] };
}

const withoutGroup =
  'deployment-group-name: is not set. Name the deployment group to deploy to; or set register-only to true, to register the revision and deploy nothing.';
