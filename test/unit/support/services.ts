import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { createObjectStore, type ObjectStore } from '../../emulator/s3/s3.ts';

/** A test, or all tests of a file. */
export interface Ending {
  after(clean: () => void): void;
}

export type Handle = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Serves HTTP on this machine until the test ends; gives the address. */
export async function serve(t: Ending, handle: Handle): Promise<string> {
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A client for that address, with credentials that no service knows, and without retries. */
function s3Client(endpoint: string): S3Client {
  return new S3Client({
    endpoint,
    region: 'eu-west-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  });
}

export interface TestStore {
  readonly store: ObjectStore;
  readonly s3: S3Client;
  /** Answers instead of the store when it returns true. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Actions that are denied. */
  readonly denied: Set<string>;
}

/** An emulated S3 with the versioned bucket `bundles` in eu-west-1. */
export async function startStore(t: Ending): Promise<TestStore> {
  const directory = mkdtempSync(join(tmpdir(), 'codedeploy-action-s3-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const denied = new Set<string>();
  const store = createObjectStore({ directory, isDenied: (action) => denied.has(action) });
  store.createBucket('bundles', { region: 'eu-west-1', versioning: true });
  const test: TestStore = { store, s3: new S3Client(), intercept: () => false, denied };
  const endpoint = await serve(t, (request, response) => {
    if (!test.intercept(request, response)) return store.handle(request, response);
    return undefined;
  });
  return Object.assign(test, { s3: s3Client(endpoint) });
}

/** Collects lines. */
export function lines(): { readonly all: string[]; readonly add: (line: string) => void } {
  const all: string[] = [];
  return { all, add: (line) => void all.push(line) };
}
