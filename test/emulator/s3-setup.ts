import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { mount } from './mount.ts';
import { createObjectStore, type ObjectStore } from './s3/s3.ts';

export interface S3Setup {
  readonly store: ObjectStore;
  readonly url: string;
  /** A temporary directory that is removed when the test ends. */
  readonly directory: string;
  client(config?: S3ClientConfig): S3Client;
}

/** A store with the bucket `bundles`, served over HTTP until the test ends. */
export async function startS3(t: TestContext, denied: readonly string[] = []): Promise<S3Setup> {
  const directory = await mkdtemp(join(tmpdir(), 's3-'));
  const store = createObjectStore({
    directory: join(directory, 'objects'),
    isDenied: (action) => denied.includes(action),
  });
  store.createBucket('bundles');
  const url = await mount(t, store.handle);
  const clients: S3Client[] = [];
  t.after(async () => {
    for (const client of clients) client.destroy();
    await rm(directory, { recursive: true });
  });
  const client = (config: S3ClientConfig = {}) => {
    const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
    const created = new S3Client({
      endpoint: url,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
      ...config,
    });
    clients.push(created);
    return created;
  };
  return { store, url, directory, client };
}
