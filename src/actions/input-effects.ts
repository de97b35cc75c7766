import type { GetInput } from './input-types.ts';

/** Inputs that shape a bundle, and the value that leaves it as it is. */
const bundleInputs = {
  source: 'commit',
  archive: '',
  's3-prefix': '',
  's3-key': '',
  'bundle-type': 'zip',
  path: '.',
  include: '',
  exclude: '',
  appspec: 'appspec.yml',
  'expected-bucket-owner': '',
  'kms-key-id': '',
};

/** Inputs about a deployment, and the value that leaves it as it is. */
const deploymentInputs = {
  'deployment-group-name': '',
  'deployment-config-name': '',
  'file-exists-behavior': '',
  'ignore-application-stop-failures': 'false',
  'update-outdated-instances-only': 'false',
  'auto-rollback': '',
  'wait-for': 'completion',
  timeout: '60m',
  'poll-interval': '',
  'on-cancel': '',
  'on-timeout': '',
  'if-in-progress': 'wait',
  'allow-older': 'false',
};

const { 'expected-bucket-owner': _owner, ...packagingInputs } = bundleInputs;
const {
  archive: _archive,
  's3-prefix': _prefix,
  's3-key': _key,
  'kms-key-id': _kms,
  ...selectionInputs
} = packagingInputs;

/** What makes other inputs pointless, and which. */
interface Rule {
  readonly because: string;
  readonly applies: (getInput: GetInput) => boolean;
  readonly pointless: Readonly<Record<string, string>>;
}

const rules: readonly Rule[] = [
  {
    because: 'register-only is true, and nothing is deployed',
    applies: (getInput) => getInput('register-only').toLowerCase() === 'true',
    pointless: deploymentInputs,
  },
  {
    because: 'revision is set, and nothing is packaged',
    applies: (getInput) => getInput('revision') !== '',
    pointless: { 's3-bucket': '', ...packagingInputs, 'appspec-check': 'error' },
  },
  {
    because: 'archive is set, and is uploaded as it is',
    applies: (getInput) => getInput('revision') === '' && getInput('archive') !== '',
    pointless: selectionInputs,
  },
  {
    because: 'source is workspace, and all files under path are packaged',
    applies: (getInput) =>
      getInput('revision') === '' &&
      getInput('archive') === '' &&
      getInput('source') === 'workspace' &&
      !/^\s*\.\.\//m.test(getInput('include')),
    pointless: { include: '' },
  },
  {
    because: 's3-key is set, and is the whole key',
    applies: (getInput) => getInput('revision') === '' && getInput('s3-key') !== '',
    pointless: { 's3-prefix': '' },
  },
];

/** Inputs that are set and have no effect beside others: a sentence for each reason. */
export function pointlessInputs(getInput: GetInput): string[] {
  return rules.flatMap(({ because, applies, pointless }) => {
    const names = applies(getInput) ? setAmong(pointless, getInput) : [];
    if (names.length === 0) return [];
    return names.length === 1
      ? `${because}, so this input has no effect: ${names[0]}. Leave it out.`
      : `${because}, so these inputs have no effect: ${names.join(', ')}. Leave them out.`;
  });
}

/**
 * Inputs for a bundle, where there is none because instances download the commit from GitHub: why each is refused. Whether
 * `path` and `appspec` have a use depends on the platform.
 */
export function withoutBucket(getInput: GetInput): string[] {
  if (getInput('s3-bucket') !== '' || getInput('revision') !== '') return [];
  const { path: _path, appspec: _appspec, ...onlyForBundles } = bundleInputs;
  return setAmong(onlyForBundles, getInput).map((input) => needsBucket(input, getInput(input)));
}

/** Why an input that shapes a bundle is refused where there is none. */
export function needsBucket(input: string, value: string): string {
  return `${input}: ${JSON.stringify(value)} needs s3-bucket. Without a bucket, instances download the whole commit from GitHub.`;
}

/** The runner gives the default of an input that the workflow does not set. */
function setAmong(neutral: Readonly<Record<string, string>>, getInput: GetInput): string[] {
  return Object.keys(neutral).filter((input) => !['', neutral[input]].includes(getInput(input)));
}
