import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Revision } from '../../../src/model/revision.ts';
import { findOrigin } from '../../../src/revision/origin.ts';
import { startStore } from '../support/services.ts';

const commit = 'c'.repeat(40);
const bundle: Revision = { type: 'S3', bucket: 'bundles', key: 'shop/x.zip', bundleType: 'zip' };
const described = { repository: 'acme/shop', sha: '0123456', source: 'description' };

interface Row {
  readonly name: string;
  readonly revision?: Revision;
  readonly description?: string;
  /** Of the object. */
  readonly metadata?: Record<string, string>;
  readonly origin: unknown;
}

const rows: readonly Row[] = [
  {
    name: 'a commit on GitHub',
    revision: { type: 'GitHub', repository: 'acme/web', commitId: commit },
    description: 'acme/shop@0123456',
    origin: { repository: 'acme/web', sha: commit, source: 'revision' },
  },
  {
    name: 'a bundle that tells its commit',
    revision: bundle,
    metadata: { commit, repository: 'acme/shop' },
    description: 'acme/shop@0123456',
    origin: { repository: 'acme/shop', sha: commit, source: 'revision' },
  },
  {
    name: 'a bundle of another tool',
    revision: bundle,
    metadata: { version: '7' },
    description: 'acme/shop@0123456 [acme/shop/deploy.yml run 1/1 #00000000]',
    origin: described,
  },
  { name: 'a bundle that is gone', revision: bundle, description: 'acme/shop@0123456', origin: described },
  {
    name: 'a bundle that was overwritten',
    revision: { ...bundle, eTag: 'other' },
    metadata: { commit, repository: 'acme/shop' },
    origin: undefined,
  },
  { name: 'a revision of another platform', description: 'acme/shop@0123456', origin: described },
  { name: 'words', description: 'The morning release', origin: undefined },
  { name: 'something like a commit', description: 'acme/shop@012345z', origin: undefined },
  { name: 'nothing', origin: undefined },
];

for (const { name, revision, description, metadata, origin } of rows) {
  test(`the commit of ${name}`, async (t) => {
    const { s3 } = await startStore(t);
    if (metadata) {
      const object = { Bucket: 'bundles', Key: 'shop/x.zip', Body: 'bytes', Metadata: metadata };
      await s3.send(new PutObjectCommand(object));
    }
    const { signal } = new AbortController();
    const known = { revision, description, expectedBucketOwner: undefined };
    assert.deepEqual(await findOrigin({ s3, signal, ...known }), origin);
  });
}
