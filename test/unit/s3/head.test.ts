import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Revision } from '../../../src/model/revision.ts';
import { type FindBundle, findBundle } from '../../../src/s3/head.ts';
import { expectError } from '../../support/action-error.ts';
import { lines, startStore, type TestStore } from '../support/services.ts';

const commit = 'c'.repeat(40);
const sha256 = 'a'.repeat(64);
const unpinned: S3Revision = { type: 'S3', bucket: 'bundles', key: 'shop/x.zip', bundleType: 'zip' };

async function put({ s3 }: TestStore, Metadata: Record<string, string>, bucket = 'bundles') {
  const object = { Bucket: bucket, Key: 'shop/x.zip', Body: 'bytes', Metadata };
  const { ETag = '', VersionId } = await s3.send(new PutObjectCommand(object));
  return { eTag: ETag.replaceAll('"', ''), versionId: VersionId };
}

function find({ s3 }: TestStore, revision: S3Revision, more: Partial<FindBundle> = {}) {
  const { signal } = new AbortController();
  return findBundle({ s3, region: 'eu-west-1', revision, signal, warn: assert.fail, ...more });
}

test('what the revision leaves open is pinned, and the metadata tells the commit', async (t) => {
  const service = await startStore(t);
  const pins = await put(service, { commit, repository: 'acme/shop', sha256 });
  const found = {
    revision: { ...unpinned, ...pins },
    commit: { repository: 'acme/shop', sha: commit },
    sha256,
  };
  assert.deepEqual(await find(service, unpinned), found);
  assert.deepEqual(await find(service, { ...unpinned, ...pins }), found);
  assert.deepEqual(await find(service, { ...unpinned, eTag: pins.eTag }), found);
});

test('an older version stays the one that is deployed', async (t) => {
  const service = await startStore(t);
  const older = await put(service, { commit });
  await service.s3.send(new PutObjectCommand({ Bucket: 'bundles', Key: 'shop/x.zip', Body: 'newer bytes' }));
  assert.deepEqual((await find(service, { ...unpinned, ...older })).revision, { ...unpinned, ...older });
  await expectError(
    find(service, { ...unpinned, eTag: older.eTag }),
    /not the bundle .*its eTag is \w+, not \w+\. It was overwritten/,
  );
});

test('a bucket without versions', async (t) => {
  const service = await startStore(t);
  service.store.createBucket('plain', { region: 'eu-west-1' });
  const { eTag } = await put(service, {}, 'plain');
  const { revision } = await find(service, { ...unpinned, bucket: 'plain' });
  assert.deepEqual(revision, { ...unpinned, bucket: 'plain', eTag, versionId: undefined });
});

test('metadata that is not what we write is not believed', async (t) => {
  const service = await startStore(t);
  for (const metadata of [
    { commit: '../../x', repository: 'acme/shop', sha256: 'no' },
    { commit, repository: 'acme/shop/../..', sha256: `${sha256}0` },
    { commit: `${commit}"><script>`, repository: 'acme', sha256: '' },
    { repository: 'acme/shop' },
  ]) {
    await put(service, metadata);
    assert.deepEqual(Object.keys(await find(service, unpinned)), ['revision']);
  }
});

test('what is not there is an error', async (t) => {
  const service = await startStore(t);
  const { versionId } = await put(service, {});
  service.store.createBucket('elsewhere', { region: 'us-east-1' });
  await expectError(
    find(service, { ...unpinned, key: 'gone.zip' }),
    /s3:\/\/bundles\/gone\.zip does not exist in eu-west-1/,
  );
  await expectError(
    find(service, { ...unpinned, bucket: 'unknown' }),
    /s3:\/\/unknown\/shop\/x\.zip does not exist/,
  );
  await expectError(
    find(service, { ...unpinned, versionId: `${versionId}x` }),
    /does not exist|not one of this object/,
  );
  await expectError(
    find(service, { ...unpinned, bucket: 'elsewhere' }),
    /elsewhere is in us-east-1, not in eu-west-1/,
  );
});

for (const storage of [
  { storageClass: 'GLACIER' },
  { storageClass: 'DEEP_ARCHIVE', restore: 'ongoing-request="true"' },
  { storageClass: 'INTELLIGENT_TIERING', archiveStatus: 'ARCHIVE_ACCESS' },
] as const) {
  test(`an object in the archive is an error: ${Object.values(storage).join(', ')}`, async (t) => {
    const service = await startStore(t);
    await put(service, { commit });
    service.store.move('bundles', 'shop/x.zip', storage);
    await expectError(
      find(service, unpinned),
      /s3:\/\/bundles\/shop\/x\.zip is archived \((GLACIER|DEEP_ARCHIVE|ARCHIVE_ACCESS)\), so instances .* Restore it, or deploy again from the commit/,
    );
  });
}

test('an object that was restored from the archive is deployed', async (t) => {
  const service = await startStore(t);
  const pins = await put(service, { commit });
  const restore = 'ongoing-request="false", expiry-date="Fri, 21 Dec 2029 00:00:00 GMT"';
  service.store.move('bundles', 'shop/x.zip', { storageClass: 'GLACIER', restore });
  assert.deepEqual((await find(service, unpinned)).revision, { ...unpinned, ...pins });
});

test('a role that may not look is a warning, and an error when the owner was to be checked', async (t) => {
  const service = await startStore(t);
  await put(service, { commit });
  service.denied.add('s3:GetObject');
  const warnings = lines();
  assert.deepEqual(await find(service, unpinned, { warn: warnings.add }), { revision: unpinned });
  assert.equal(warnings.all.length, 1);
  assert.match(
    warnings.all[0] ?? '',
    /needs s3:GetObject on arn:aws:s3:::bundles\/shop\/\*, .*deployed as it was given/,
  );
  await expectError(
    find(service, unpinned, { expectedBucketOwner: '999999999999' }),
    /999999999999 \(expected-bucket-owner\)/,
  );
});

test('for a version of an object, the permission is another', async (t) => {
  const service = await startStore(t);
  const pins = await put(service, { commit });
  service.denied.add('s3:GetObjectVersion');
  service.denied.add('s3:GetObject');
  const warnings = lines();
  await find(service, { ...unpinned, ...pins }, { warn: warnings.add });
  assert.match(warnings.all.join('\n'), /needs s3:GetObjectVersion on arn:aws:s3:::bundles\/shop\/\*, /);
});

test('an abort ends it with the reason', async (t) => {
  const service = await startStore(t);
  const controller = new AbortController();
  const reason = new Error('cancelled');
  service.intercept = () => {
    controller.abort(reason);
    return true;
  };
  await assert.rejects(find(service, unpinned, { signal: controller.signal }), (error) => error === reason);
});
