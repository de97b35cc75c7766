import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { partSize, progressLine, type UploadBundle, uploadBundle } from '../../../src/s3/upload.ts';
import { expectError } from '../../support/action-error.ts';
import { temporaryDirectory } from '../support/repository.ts';
import { lines, startStore, type TestStore } from '../support/services.ts';

const mebibyte = 1024 * 1024;
const key = 'shop/ü +&?/bundle.zip';

function bundleOf(t: TestContext, size: number) {
  const directory = temporaryDirectory();
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'bundle.zip');
  const bytes = randomBytes(size);
  writeFileSync(file, bytes);
  return { file, type: 'zip' as const, size, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function upload({ s3 }: TestStore, bundle: UploadBundle['bundle'], more: Partial<UploadBundle> = {}) {
  return uploadBundle({
    s3,
    region: 'eu-west-1',
    bundle,
    bucket: 'bundles',
    key,
    digest: 'd'.repeat(64),
    upload: 'u',
    ifNoneMatch: false,
    commit: { sha: 'c'.repeat(40), repository: 'acme/shop' },
    signal: new AbortController().signal,
    log: () => {},
    warn: () => {},
    saveParts: () => {},
    ...more,
  });
}

for (const { name, size, parts } of [
  { name: 'small', size: 1_000, parts: 1 },
  { name: 'of exactly one part', size: 5 * mebibyte, parts: 1 },
  { name: 'of several parts', size: 14 * mebibyte, parts: 3 },
]) {
  test(`a bundle ${name} arrives whole, and the revision is pinned to it`, async (t) => {
    const service = await startStore(t);
    const bundle = bundleOf(t, size);
    const checksums: unknown[] = [];
    service.intercept = ({ method, headers }) => {
      if (method === 'PUT') checksums.push(headers['x-amz-checksum-sha256']);
      return false;
    };
    const revision = await upload(service, bundle);
    const [object] = service.store.objects('bundles');
    assert.ok(object);
    assert.deepEqual(revision, {
      type: 'S3',
      bucket: 'bundles',
      key,
      bundleType: 'zip',
      eTag: object.eTag,
      versionId: object.versionId,
    });
    assert.equal(object.eTag.endsWith(`-${parts}`), parts > 1);
    assert.ok(readFileSync(object.file).equals(readFileSync(bundle.file)));
    assert.equal(object.contentType, 'application/zip');
    assert.deepEqual(object.metadata, {
      commit: 'c'.repeat(40),
      repository: 'acme/shop',
      sha256: bundle.sha256,
      digest: 'd'.repeat(64),
      upload: 'u',
    });
    assert.equal(checksums.length, parts);
    assert.ok(checksums.every((checksum) => typeof checksum === 'string'));
    assert.deepEqual(service.store.openUploads('bundles'), []);
  });
}

test('a bucket that keeps no versions gives none', async (t) => {
  const service = await startStore(t);
  service.store.createBucket('plain', { region: 'eu-west-1' });
  const revision = await upload(service, bundleOf(t, 10), { bucket: 'plain' });
  assert.equal(revision.versionId, undefined);
  assert.ok(revision.eTag);
});

test('owner and key are sent when they are set, and only then', async (t) => {
  const service = await startStore(t);
  const sent: unknown[] = [];
  service.intercept = ({ headers }) => {
    sent.push([
      headers['x-amz-expected-bucket-owner'],
      headers['x-amz-server-side-encryption'],
      headers['x-amz-server-side-encryption-aws-kms-key-id'],
    ]);
    return false;
  };
  await upload(service, bundleOf(t, 10));
  await expectError(
    upload(service, bundleOf(t, 10), { expectedBucketOwner: '999999999999', kmsKeyId: 'alias/deploy' }),
    /Access was denied\. .*kms:GenerateDataKey and kms:Decrypt on alias\/deploy.*999999999999 \(expected-bucket-owner\) does not own/,
  );
  assert.deepEqual(sent, [
    [undefined, undefined, undefined],
    ['999999999999', 'aws:kms', 'alias/deploy'],
  ]);
});

test('what S3 refuses is told with what to do', async (t) => {
  const service = await startStore(t);
  service.store.createBucket('elsewhere', { region: 'us-east-1' });
  const bundle = bundleOf(t, 10);
  await expectError(upload(service, bundle, { bucket: 'unknown' }), /bucket unknown does not exist/);
  await expectError(
    upload(service, bundle, { bucket: 'elsewhere' }),
    /elsewhere is in us-east-1, not in eu-west-1/,
  );
  service.denied.add('s3:PutObject');
  await expectError(upload(service, bundle), /needs s3:PutObject on arn:aws:s3:::bundles\/shop\//);
});

test('an answer without eTag is an error', async (t) => {
  const service = await startStore(t);
  service.intercept = (request, response) => {
    request.resume().once('end', () => response.writeHead(200).end());
    return true;
  };
  await expectError(upload(service, bundleOf(t, 10)), /gave no eTag/);
});

test('a part that fails ends the upload and leaves no parts', async (t) => {
  const service = await startStore(t);
  service.intercept = ({ url }, response) => {
    const fails = url?.includes('partNumber=2') ?? false;
    if (fails) response.writeHead(500).end('<Error><Code>InternalError</Code><Message>no</Message></Error>');
    return fails;
  };
  await expectError(upload(service, bundleOf(t, 20 * mebibyte)), /S3 was overloaded .*InternalError: no/);
  assert.deepEqual(service.store.openUploads('bundles'), []);
});

test('an abort ends the upload with the reason and leaves no parts', async (t) => {
  for (const at of ['?uploads', 'partNumber=2', 'uploadId=']) {
    const service = await startStore(t);
    const controller = new AbortController();
    const reason = new Error('cancelled');
    service.intercept = ({ url, method }) => {
      if (url?.includes(at) && method === (at === 'partNumber=2' ? 'PUT' : 'POST')) controller.abort(reason);
      return false;
    };
    const uploaded = upload(service, bundleOf(t, 20 * mebibyte), { signal: controller.signal });
    await assert.rejects(uploaded, (error) => error === reason, at);
    assert.deepEqual(service.store.openUploads('bundles'), [], at);
  }
});

test('an abort cuts a part short that does not move', async (t) => {
  const service = await startStore(t);
  const controller = new AbortController();
  service.intercept = ({ url }) => {
    const hangs = url?.includes('partNumber=1') ?? false;
    if (hangs) controller.abort();
    return hangs;
  };
  const uploaded = upload(service, bundleOf(t, 20 * mebibyte), { signal: controller.signal });
  await assert.rejects(uploaded, { name: 'AbortError' });
  assert.deepEqual(service.store.openUploads('bundles'), []);
});

test('parts that cannot be removed are a warning beside the first error', async (t) => {
  const service = await startStore(t);
  service.denied.add('s3:AbortMultipartUpload');
  service.intercept = ({ url }, response) => {
    const fails = url?.includes('partNumber=2') ?? false;
    if (fails) response.writeHead(500).end('<Error><Code>InternalError</Code><Message>no</Message></Error>');
    return fails;
  };
  const warnings = lines();
  await expectError(upload(service, bundleOf(t, 20 * mebibyte), { warn: warnings.add }), /InternalError: no/);
  assert.equal(warnings.all.length, 1);
  assert.match(warnings.all[0] ?? '', /stay in s3:\/\/bundles\/.*needs s3:AbortMultipartUpload/);
});

test('a long upload tells how far it is', async (t) => {
  const service = await startStore(t);
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  service.intercept = () => {
    t.mock.timers.tick(6_000);
    return false;
  };
  const log = lines();
  await upload(service, bundleOf(t, 20 * mebibyte), { log: log.add });
  assert.match(log.all[0] ?? '', /^Uploaded \d+\.\d MB of 21\.0 MB \(\d+ %\)$/);
});

test('S3 that is not there', async (t) => {
  const service = await startStore(t);
  service.intercept = ({ socket }) => {
    socket.destroy();
    return true;
  };
  await expectError(upload(service, bundleOf(t, 10)), /S3 in eu-west-1 could not be reached/);
});

test('parts are small, and ten thousand of them suffice', () => {
  for (const size of [0, 1, 50e9, 52_428_800_000, 52_428_800_001, 5e12]) {
    const part = partSize(size);
    assert.ok(part >= 5 * mebibyte && part % mebibyte === 0, `${size}: ${part}`);
    assert.ok(Math.ceil(size / part) <= 10_000, `${size}: ${part}`);
  }
  assert.equal(partSize(50e9), 5 * mebibyte);
});

test('the line about progress', () => {
  assert.equal(progressLine({ loaded: 45e6, total: 300e6 }), 'Uploaded 45.0 MB of 300.0 MB (15 %)');
  assert.equal(progressLine({ loaded: 299_999_999, total: 300e6 }), 'Uploaded 300.0 MB of 300.0 MB (99 %)');
});
