import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Bundle } from '../../../src/archive/create-bundle.ts';
import { type LookUpResult, lookUp, type ObjectPlace, storeBundle } from '../../../src/s3/store.ts';
import type { Storage } from '../../emulator/s3/storage.ts';
import { expectError } from '../../support/action-error.ts';
import { skipPauses } from '../../support/pauses.ts';
import { temporaryDirectory } from '../support/repository.ts';
import { startStore, type TestStore } from '../support/services.ts';

const digest = 'd'.repeat(64);
const key = `shop/${digest}.zip`;
const commit = { sha: 'c'.repeat(40), repository: 'acme/shop' };
const small = 1_000;
const inParts = 20 * 1024 * 1024;

function bundleOf(t: TestContext, size: number): Bundle {
  const directory = temporaryDirectory();
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'bundle.zip');
  const bytes = randomBytes(size);
  writeFileSync(file, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { file, type: 'zip', size, sha256, files: 1, largest: undefined };
}

function placeIn({ s3 }: TestStore, more: Partial<ObjectPlace> = {}): ObjectPlace {
  const { signal } = new AbortController();
  return {
    s3,
    region: 'eu-west-1',
    bucket: 'bundles',
    key,
    isExact: false,
    bundleType: 'zip',
    digest,
    signal,
    ...more,
  };
}

interface Run {
  readonly bundle: Bundle;
  readonly place?: Partial<ObjectPlace>;
  readonly found?: LookUpResult;
}

/** Looks, and uploads what is not there, as a run of the action does. */
async function run(service: TestStore, { bundle, place: more, found }: Run) {
  const place = placeIn(service, more);
  const known = found ?? (await lookUp(place));
  if (known.kind === 'same') return { ...known.stored, uploaded: false };
  return storeBundle({
    place,
    found: known,
    bundle,
    commit,
    log: () => {},
    warn: assert.fail,
    saveParts: () => {},
  });
}

function put({ s3 }: TestStore, Metadata: Record<string, string>) {
  return s3.send(new PutObjectCommand({ Bucket: 'bundles', Key: key, Body: 'other', Metadata }));
}

test('a bundle of the content is found, whoever uploaded it, and pinned', async (t) => {
  const service = await startStore(t);
  const bundle = bundleOf(t, small);
  const first = await run(service, { bundle });
  const found = await lookUp(placeIn(service));
  assert.equal(first.uploaded, true);
  assert.equal(found.kind, 'same');
  assert.deepEqual(found.kind === 'same' && found.stored, {
    revision: first.revision,
    sha256: bundle.sha256,
  });
});

const sha256 = 'a'.repeat(64);
const restored = 'ongoing-request="false", expiry-date="Fri, 21 Dec 2029 00:00:00 GMT"';
for (const { name, metadata, kms } of [
  { name: 'without metadata', metadata: {} },
  { name: 'of another digest', metadata: { digest: 'e'.repeat(64), sha256 } },
  { name: 'without its hash', metadata: { digest } },
  { name: 'that is not encrypted as it shall be', metadata: { digest, sha256 }, kms: 'alias/key' },
]) {
  test(`an object ${name} is another one, and is replaced`, async (t) => {
    const service = await startStore(t);
    await put(service, metadata);
    const place = { kmsKeyId: kms };
    assert.deepEqual(await lookUp(placeIn(service, place)), { kind: 'other' });
    const bundle = bundleOf(t, small);
    const stored = await run(service, { bundle, place });
    assert.equal(stored.uploaded, true);
    assert.equal(service.store.objects('bundles').at(-1)?.metadata['sha256'], bundle.sha256);
  });
}

/** Where a lifecycle rule may have moved a bundle, and whether a later deployment still uses it there. */
const moves: readonly { storage: Storage; kind: LookUpResult['kind'] }[] = [
  { storage: { storageClass: 'STANDARD_IA' }, kind: 'same' },
  { storage: { storageClass: 'GLACIER_IR' }, kind: 'same' },
  { storage: { storageClass: 'INTELLIGENT_TIERING' }, kind: 'same' },
  { storage: { storageClass: 'GLACIER' }, kind: 'other' },
  { storage: { storageClass: 'DEEP_ARCHIVE' }, kind: 'other' },
  { storage: { storageClass: 'GLACIER', restore: restored }, kind: 'other' },
  { storage: { storageClass: 'INTELLIGENT_TIERING', archiveStatus: 'ARCHIVE_ACCESS' }, kind: 'other' },
  { storage: { storageClass: 'INTELLIGENT_TIERING', archiveStatus: 'DEEP_ARCHIVE_ACCESS' }, kind: 'other' },
];

for (const { storage, kind } of moves) {
  test(`a bundle that has moved to ${Object.values(storage).join(', ')} is ${kind}`, async (t) => {
    const service = await startStore(t);
    const bundle = bundleOf(t, small);
    const first = await run(service, { bundle });
    service.store.move('bundles', key, storage);
    assert.equal((await lookUp(placeIn(service))).kind, kind);
    const second = await run(service, { bundle });
    assert.equal(second.uploaded, kind === 'other');
    assert.equal(second.revision.versionId === first.revision.versionId, kind === 'same');
    const got = await service.s3.send(new GetObjectCommand({ Bucket: 'bundles', Key: key }));
    assert.equal(got.ContentLength, small);
    assert.equal(got.StorageClass, kind === 'same' ? storage.storageClass : undefined);
    await got.Body?.transformToByteArray();
  });
}

test('an exact key takes another content', async (t) => {
  const service = await startStore(t);
  await run(service, { bundle: bundleOf(t, small), place: { isExact: true, digest: 'e'.repeat(64) } });
  const bundle = bundleOf(t, small);
  const stored = await run(service, { bundle, place: { isExact: true } });
  assert.equal(stored.uploaded, true);
  const again = await run(service, { bundle, place: { isExact: true } });
  assert.deepEqual(again, { ...stored, uploaded: false });
});

test('a role that may not look uploads', async (t) => {
  const service = await startStore(t);
  service.denied.add('s3:GetObject');
  assert.deepEqual(await lookUp(placeIn(service)), { kind: 'unknown' });
  const bundle = bundleOf(t, small);
  const first = await run(service, { bundle });
  const second = await run(service, { bundle });
  assert.deepEqual([first.uploaded, second.uploaded], [true, true]);
  assert.ok(second.revision.eTag);
});

test('what is asked is one HEAD', async (t) => {
  const service = await startStore(t);
  await run(service, { bundle: bundleOf(t, small) });
  const requests: (string | undefined)[] = [];
  service.intercept = ({ method }) => {
    requests.push(method);
    return false;
  };
  await lookUp(placeIn(service));
  assert.deepEqual(requests, ['HEAD']);
});

for (const { name, size } of [
  { name: 'small', size: small },
  { name: 'in parts', size: inParts },
]) {
  test(`two runs at the same time, ${name}: one object, both succeed`, async (t) => {
    const service = await startStore(t);
    const bundle = bundleOf(t, size);
    const results = await Promise.all([
      run(service, { bundle, found: { kind: 'nothing' } }),
      run(service, { bundle, found: { kind: 'nothing' } }),
    ]);
    assert.deepEqual(results.map(({ uploaded }) => uploaded).sort(), [false, true]);
    assert.deepEqual(results[0]?.revision, results[1]?.revision);
    assert.equal(service.store.objects('bundles').length, 1);
    assert.deepEqual(service.store.openUploads('bundles'), []);
  });

  test(`an answer that is lost after the upload, ${name}`, async (t) => {
    const service = await startStore(t);
    let lost = 0;
    service.intercept = (request, response) => {
      const isLast =
        size === small
          ? request.method === 'PUT'
          : /uploadId=/.test(request.url ?? '') && request.method === 'POST';
      if (!isLast || lost > 0) return false;
      lost += 1;
      // The store answers into nothing.
      response.end = ((...args: unknown[]) => {
        request.socket.destroy();
        return args && response;
      }) as typeof response.end;
      return false;
    };
    const bundle = bundleOf(t, size);
    const stored = await run(service, { bundle });
    assert.equal(lost, 1);
    assert.equal(stored.uploaded, true);
    assert.equal(stored.sha256, bundle.sha256);
    assert.equal(service.store.objects('bundles').length, 1);
    assert.equal(stored.revision.eTag, service.store.objects('bundles')[0]?.eTag);
    assert.deepEqual(service.store.openUploads('bundles'), []);
  });
}

function refuse(
  service: TestStore,
  { status, code, times }: { status: number; code: string; times: number },
) {
  let left = times;
  service.intercept = (request, response) => {
    if (request.method !== 'PUT' || left === 0) return false;
    left -= 1;
    request.resume().once('end', () => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
    });
    return true;
  };
}

test('an upload that another disturbs is repeated', async (t) => {
  skipPauses(t);
  const service = await startStore(t);
  refuse(service, { status: 409, code: 'ConditionalRequestConflict', times: 1 });
  const stored = await run(service, { bundle: bundleOf(t, small) });
  assert.equal(stored.uploaded, true);
});

test('an upload that is disturbed again and again is an error', async (t) => {
  skipPauses(t);
  const service = await startStore(t);
  refuse(service, { status: 409, code: 'ConditionalRequestConflict', times: 9 });
  await expectError(run(service, { bundle: bundleOf(t, small) }), /ConditionalRequestConflict/);
  assert.deepEqual(service.store.objects('bundles'), []);
});

test('a key that is taken, of which the role may not see by what', async (t) => {
  const service = await startStore(t);
  await put(service, {});
  service.denied.add('s3:GetObject');
  const bundle = bundleOf(t, small);
  const stored = await run(service, { bundle });
  assert.equal(stored.uploaded, true);
  assert.equal(service.store.objects('bundles').at(-1)?.metadata['sha256'], bundle.sha256);
});

test('a bucket in another region is told before anything is packaged', async (t) => {
  const service = await startStore(t);
  service.store.createBucket('elsewhere', { region: 'us-east-1' });
  await assert.rejects(lookUp(placeIn(service, { bucket: 'elsewhere' })), /elsewhere is in us-east-1/);
});

test('an abort ends the look and the upload with the reason', async (t) => {
  for (const method of ['HEAD', 'PUT']) {
    const service = await startStore(t);
    const controller = new AbortController();
    const reason = new Error('cancelled');
    service.intercept = (request) => {
      if (request.method === method) controller.abort(reason);
      return false;
    };
    const place = { signal: controller.signal };
    await assert.rejects(run(service, { bundle: bundleOf(t, inParts), place }), (error) => error === reason);
    assert.deepEqual(service.store.objects('bundles'), []);
    assert.deepEqual(service.store.openUploads('bundles'), []);
  }
});

for (const [where, expected] of [
  ['eu-west-1', { kind: 'unknown' }],
  ['us-east-2', /bundles is in us-east-2, not in eu-west-1/],
] as const) {
  test(`a refusal without a reason, of a bucket in ${where}`, async (t) => {
    const service = await startStore(t);
    service.intercept = (_, response) => {
      response.writeHead(400, { 'x-amz-bucket-region': where }).end();
      return true;
    };
    const looking = lookUp(placeIn(service));
    if (expected instanceof RegExp) await assert.rejects(looking, { name: 'ActionError', message: expected });
    else assert.deepEqual(await looking, expected);
  });
}
