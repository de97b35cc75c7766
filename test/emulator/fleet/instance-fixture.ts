import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installation } from '../codedeploy/lifecycle-events.ts';
import type { Diagnostics, LifecycleCommand } from './agent.ts';
import { type BundleType, makeBundle, type Tree } from './bundle-fixture.ts';
import { createFleet, type Instance } from './fleet.ts';

/** What a deployment did: the events up to the first failure, and that failure or the last success. */
export interface Deployed {
  readonly id: string;
  readonly events: readonly string[];
  readonly last: Diagnostics;
}

type Options = Partial<LifecycleCommand> & { bundleType?: BundleType; ignoreApplicationStop?: boolean };

/** An instance in a temporary directory to which trees are deployed; `await using` ends its processes. */
export interface InstanceFixture extends AsyncDisposable {
  readonly instance: Instance;
  deploy(tree: Tree, options?: Options): Promise<Deployed>;
  execute(event: string, options?: Partial<LifecycleCommand>): Promise<Diagnostics>;
  exists(path: string): boolean;
  read(path: string): string;
  write(path: string, content: string): void;
  /** Permission bits in octal. */
  mode(path: string): string;
  link(path: string): string;
}

/** Without an environment it has no real PORT, which takes time to find. */
export function startInstance(
  environment: Readonly<Record<string, string>> = { PORT: '0' },
): InstanceFixture {
  const directory = mkdtempSync(join(tmpdir(), 'instance-'));
  const bundles = new Map<string, Buffer>();
  const fleet = createFleet({
    directory,
    async download({ s3Location }, toFile) {
      const bytes = bundles.get(s3Location?.key ?? '');
      if (bytes === undefined) throw new Error('The specified key does not exist.');
      writeFileSync(toFile, bytes);
    },
  });
  const instance = fleet.addEc2({ tags: {}, environment });
  const host = (path: string) => join(instance.root, path);
  let count = 0;

  const execute = (event: string, options: Partial<LifecycleCommand> = {}) =>
    instance.agent.execute({
      event,
      deploymentId: 'd-000000000',
      deploymentGroupId: 'group-id',
      deploymentGroupName: 'production',
      applicationName: 'shop',
      deploymentCreator: 'user',
      deploymentType: 'IN_PLACE',
      revision: { revisionType: 'S3', s3Location: { bucket: 'releases', key: 'missing', bundleType: 'zip' } },
      fileExistsBehavior: 'DISALLOW',
      signal: new AbortController().signal,
      ...options,
    });

  return {
    instance,
    execute,
    async deploy(tree, { bundleType = 'zip', ignoreApplicationStop = false, ...options } = {}) {
      count += 1;
      const id = `d-${String(count).padStart(9, '0')}`;
      bundles.set(id, await makeBundle(tree, bundleType));
      const s3Location = { bucket: 'releases', key: id, bundleType, eTag: 'etag' };
      const command = { deploymentId: id, revision: { revisionType: 'S3' as const, s3Location }, ...options };
      const events: string[] = [];
      for (const event of installation) {
        events.push(event);
        const last = await execute(event, command);
        const continues =
          last.errorCode === 'Success' || (event === 'ApplicationStop' && ignoreApplicationStop);
        if (!continues || event === installation.at(-1)) return { id, events, last };
      }
      throw new Error('unreachable');
    },
    exists: (path) => existsSync(host(path)),
    read: (path) => readFileSync(host(path), 'utf8'),
    write(path, content) {
      mkdirSync(dirname(host(path)), { recursive: true });
      writeFileSync(host(path), content);
    },
    mode: (path) => (statSync(host(path)).mode & 0o7777).toString(8),
    link: (path) => readlinkSync(host(path)),
    async [Symbol.asyncDispose]() {
      await fleet.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
