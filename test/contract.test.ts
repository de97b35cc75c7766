import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { readInputs } from '../src/actions/inputs.ts';
import { outputNames } from '../src/actions/outputs.ts';

/** The names that users rely on, in the order in which they are told everywhere. */
const inputOrder = [
  ...['application-name', 'deployment-group-name', 'register-only', 'deployment-config-name', 'description'],
  ...['revision', 'source', 'archive'],
  ...['s3-bucket', 's3-prefix', 's3-key', 'bundle-type', 'path', 'include', 'exclude', 'appspec'],
  ...['file-exists-behavior', 'ignore-application-stop-failures', 'update-outdated-instances-only'],
  'appspec-values',
  ...['auto-rollback', 'wait-for', 'timeout', 'poll-interval', 'on-cancel', 'on-timeout', 'if-in-progress'],
  ...['allow-older', 'appspec-check', 'expected-bucket-owner', 'kms-key-id', 'dry-run', 'aws-region'],
  'github-token',
];
const outputOrder = [
  ...[
    'deployment-id',
    'deployment-url',
    'status',
    'revision',
    's3-bucket',
    's3-key',
    's3-version-id',
    's3-etag',
  ],
  ...['bundle-sha256', 'uploaded', 'targets', 'error-code', 'error-message', 'rollback-deployment-id'],
  ...['task-definition-arn', 'target-version', 'traffic-weight'],
];

interface Entry {
  readonly description?: string;
  readonly required?: boolean;
  readonly default?: string;
}

const root = join(import.meta.dirname, '..');
const action: {
  readonly inputs: Readonly<Record<string, Entry>>;
  readonly outputs: Readonly<Record<string, Entry>>;
  readonly runs: { readonly using: string; readonly main: string; readonly post?: string };
} = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Reads the inputs from texts, and tells which were asked for, in that order. */
function readFrom(texts: Readonly<Record<string, string>>) {
  const asked = new Set<string>();
  const inputs = readInputs((name) => {
    asked.add(name);
    return texts[name] ?? '';
  });
  return { inputs, asked: [...asked] };
}

/** The names in the first column of a table of the README. */
function namesInReadme(section: string): string[] {
  const [, table = ''] = readme.split(new RegExp(`<!-- /?${section} -->`));
  return [...table.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name = '']) => name);
}

const required = { 'application-name': 'shop', 'deployment-group-name': 'production' };

test('action.yml declares the inputs that are read, and no others', () => {
  assert.deepEqual(Object.keys(action.inputs).sort(), readFrom(required).asked.sort());
});

/** The ways to deploy or to register, each of which makes some inputs pointless. */
const ways: readonly Readonly<Record<string, string>>[] = [
  required,
  { ...required, 's3-bucket': 'releases' },
  { ...required, 's3-bucket': 'releases', 's3-key': 'shop.zip' },
  { ...required, 's3-bucket': 'releases', archive: 'shop.zip' },
  { ...required, 's3-bucket': 'releases', source: 'workspace' },
  { ...required, revision: 'd-A1B2C3D4E' },
  { 'application-name': 'shop', 's3-bucket': 'releases', 'register-only': 'true' },
];

for (const given of ways) {
  test(`action.yml and the program agree on every default beside ${Object.keys(given).join(', ')}`, () => {
    const defaults = Object.entries(action.inputs).flatMap(([name, { default: value }]) =>
      value === undefined || value.startsWith('${{') ? [] : [[name, value]],
    );
    const { inputs } = readFrom({ ...Object.fromEntries(defaults), ...given });
    assert.deepEqual(inputs, readFrom(given).inputs);
    assert.deepEqual(inputs.inputWarnings, []);
  });
}

test('defaults are texts, as the runner hands them on', () => {
  for (const [name, { default: value = '' }] of Object.entries(action.inputs)) {
    assert.equal(typeof value, 'string', name);
  }
});

test('only application-name is required', () => {
  const names = Object.entries(action.inputs).flatMap(([name, entry]) => (entry.required ? [name] : []));
  assert.deepEqual(names, ['application-name']);
});

test('action.yml declares the outputs that are set, and no others', () => {
  assert.deepEqual(Object.keys(action.outputs), [...outputNames]);
  assert.deepEqual([...outputNames], outputOrder);
});

test('inputs have their names and order', () => {
  assert.deepEqual(Object.keys(action.inputs), inputOrder);
});

test('everything is described', () => {
  for (const [name, { description }] of Object.entries({ ...action.inputs, ...action.outputs })) {
    assert.match(description ?? '', /\S[.]\s*$/, name);
  }
});

test('the README has a row for every input and output, in the same order', () => {
  assert.deepEqual(namesInReadme('inputs'), Object.keys(action.inputs));
  assert.deepEqual(namesInReadme('outputs'), Object.keys(action.outputs));
});

test('the action runs on Node 24, from files that are there', () => {
  const { using, main, post = main } = action.runs;
  assert.equal(using, 'node24');
  for (const file of [main, post]) assert.ok(existsSync(join(root, file)), file);
});
