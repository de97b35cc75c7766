import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatRevision,
  fromRevisionLocation,
  parseRevision,
  type Revision,
  stripQuotes,
  toRevisionLocation,
} from '../../../src/model/revision.ts';
import { testName } from '../../support/test-name.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';
const s3 = { type: 'S3', bucket: 'my.bucket-1', key: 'a/b.zip', bundleType: 'zip' } as const;
const unpinned = { versionId: undefined, eTag: undefined };

/** Both ways: the URI is read to the revision, and the revision is written as the URI. */
const bothWays: readonly { readonly uri: string; readonly revision: Revision }[] = [
  {
    uri: `github://acme/shop.js@${sha}`,
    revision: { type: 'GitHub', repository: 'acme/shop.js', commitId: sha },
  },
  { uri: 's3://my.bucket-1/a/b.zip', revision: { ...s3, ...unpinned } },
  {
    uri: 's3://my.bucket-1/a/b.zip?versionId=3%2FL4.%2B_~null&eTag=d41d8cd9-12',
    revision: { ...s3, versionId: '3/L4.+_~null', eTag: 'd41d8cd9-12' },
  },
  { uri: 's3://my.bucket-1/a/b.tgz', revision: { ...s3, ...unpinned, key: 'a/b.tgz', bundleType: 'tgz' } },
  {
    uri: 's3://my.bucket-1/a/b.tar.gz',
    revision: { ...s3, ...unpinned, key: 'a/b.tar.gz', bundleType: 'tgz' },
  },
  { uri: 's3://my.bucket-1/b.tar', revision: { ...s3, ...unpinned, key: 'b.tar', bundleType: 'tar' } },
  {
    uri: 's3://my.bucket-1/bundle?bundleType=tar',
    revision: { ...s3, ...unpinned, key: 'bundle', bundleType: 'tar' },
  },
  {
    uri: 's3://my.bucket-1/%C3%BC%20%3F%26%2B%25/%F0%9F%9A%80.zip',
    revision: { ...s3, ...unpinned, key: 'ü ?&+%/🚀.zip' },
  },
];

for (const { uri, revision } of bothWays) {
  test(`${testName(uri)} is read and written`, () => {
    assert.deepEqual(parseRevision(uri), revision);
    assert.equal(formatRevision(revision), uri);
  });
}

for (const [text, revision] of [
  ['d-A7YW3F91L', { type: 'Deployment', deploymentId: 'd-A7YW3F91L' }],
  [`github://acme/shop@${sha.toUpperCase()}`, { type: 'GitHub', repository: 'acme/shop', commitId: sha }],
  ['s3://my.bucket-1/a/b.zip?eTag=%22abc%22', { ...s3, ...unpinned, eTag: 'abc' }],
  ['s3://my.bucket-1/a/b.zip?versionId=a+b', { ...s3, ...unpinned, versionId: 'a+b' }],
  ['s3://my.bucket-1/a/b.zip?', { ...s3, ...unpinned }],
  ['s3://my.bucket-1/A/B.ZIP', { ...s3, ...unpinned, key: 'A/B.ZIP' }],
] as const) {
  test(`${testName(text)} is read`, () => assert.deepEqual(parseRevision(text), revision));
}

for (const text of [
  '',
  'd-',
  'd-lowercase',
  'A7YW3F91L',
  'github://acme/shop@main',
  'github://acme@0123',
  `github://acme/shop/x@${sha}`,
  `github://acme/shop@${sha}0`,
  `https://github.com/acme/shop@${sha}`,
  's3://bucket',
  's3://bucket/',
  's3://B/key',
  's3://bucket/key?version=1',
  's3://bucket/key?bundleType=rar',
  's3://bucket/key?bundleType=JSON',
  's3://bucket/%E0%A4',
  's3://bucket/100%.zip',
  's3://bucket/a%0Ab.zip',
  's3://bucket/key?eTag=a&eTag=b',
  'S3://bucket/key',
  ` s3://bucket/key`,
]) {
  test(`${testName(text)} is no revision`, () => assert.equal(parseRevision(text), undefined));
}

test('a revision as CodeDeploy takes it and gives it', () => {
  const pinned: Revision = { ...s3, versionId: 'v1', eTag: 'abc-2' };
  const location = {
    revisionType: 'S3',
    s3Location: { bucket: 'my.bucket-1', key: 'a/b.zip', bundleType: 'zip', version: 'v1', eTag: 'abc-2' },
  } as const;
  assert.deepEqual(toRevisionLocation(pinned), location);
  assert.deepEqual(fromRevisionLocation(location), pinned);
  assert.deepEqual(fromRevisionLocation({ s3Location: { ...location.s3Location, eTag: '"abc-2"' } }), pinned);
  assert.deepEqual(toRevisionLocation(s3), {
    revisionType: 'S3',
    s3Location: { bucket: 'my.bucket-1', key: 'a/b.zip', bundleType: 'zip' },
  });
  const commit: Revision = { type: 'GitHub', repository: 'acme/shop', commitId: sha };
  assert.deepEqual(fromRevisionLocation(toRevisionLocation(commit)), commit);
});

test('a key that is no Unicode has an address all the same', () => {
  const uri = formatRevision({ type: 'S3', bucket: 'releases', key: 'shop/\ud800.zip', bundleType: 'zip' });
  assert.equal(uri, 's3://releases/shop/%EF%BF%BD.zip');
});

test('a revision that is not known is none', () => {
  for (const location of [
    undefined,
    {},
    { revisionType: 'AppSpecContent', appSpecContent: {} },
    { revisionType: 'String', string: { content: 'x' } },
    { revisionType: 'S3', s3Location: { bucket: 'b', key: 'k', bundleType: 'YAML' } },
    { revisionType: 'S3', s3Location: { bucket: 'b', bundleType: 'zip' } },
    { revisionType: 'GitHub', gitHubLocation: { repository: 'acme/shop' } },
  ] as const) {
    assert.equal(fromRevisionLocation(location), undefined);
  }
});

test('quotes around an eTag do not count', () => {
  assert.equal(stripQuotes('"abc"'), 'abc');
  assert.equal(stripQuotes('abc'), 'abc');
  for (const none of ['""', '', null, undefined]) assert.equal(stripQuotes(none), undefined);
});

test('an AppSpec file is named by its hash, within its application', () => {
  const sha256 = 'a'.repeat(64);
  const revision = {
    type: 'AppSpec',
    applicationName: 'my shop',
    sha256,
    content: 'version: 0.0\n',
  } as const;
  const uri = `appspec://sha256/${sha256}?application=my%20shop`;
  assert.equal(formatRevision(revision), uri);
  assert.deepEqual(parseRevision(uri), { type: 'AppSpec', applicationName: 'my shop', sha256 });
  const location = { revisionType: 'AppSpecContent', appSpecContent: { content: 'version: 0.0\n', sha256 } };
  assert.deepEqual(toRevisionLocation(revision), location);
  const told = fromRevisionLocation(
    { revisionType: 'AppSpecContent', appSpecContent: { sha256 } },
    'my shop',
  );
  assert.deepEqual(told, { type: 'AppSpec', applicationName: 'my shop', sha256, content: undefined });
});
