import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { type Agent, createAgent, type DownloadBundle } from './agent.ts';
import { freePorts } from './free-ports.ts';
import { killLeftProcesses } from './left-processes.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface Instance {
  readonly id: string;
  readonly kind: 'ec2' | 'on-premises';
  readonly tags: readonly Tag[];
  readonly autoScalingGroup?: string;
  /** The host directory that serves as its `/`. */
  readonly root: string;
  /** What its scripts see besides the agent's variables: PATH, HOME, a free PORT of 127.0.0.1, what it was added with. */
  readonly environment: Readonly<Record<string, string>>;
  readonly agent: Agent;
  /** Whether the agent takes commands; the control plane asks. */
  agentRunning: boolean;
}

export interface Fleet {
  readonly instances: ReadonlyMap<string, Instance>;
  /** Adds an instance made elsewhere. Throws when its id is taken, as the other ways to add one do. */
  add(instance: Instance): void;
  addEc2(o: NewEc2Instance): Instance;
  addOnPremises(name: string, environment?: Readonly<Record<string, string>>): Instance;
  /** Replaces the tags of an instance. */
  setTags(id: string, tags: readonly Tag[]): void;
  /** Ends an instance's processes and removes its directory; of an instance made elsewhere nothing is touched. */
  remove(id: string): Promise<void>;
  /** Ends the processes that scripts left running on any instance; the directories stay. */
  close(): Promise<void>;
}

interface NewEc2Instance {
  readonly id?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly autoScalingGroup?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

interface FleetOptions {
  /** Holds the root directories of the instances; made readable for all users, for the sake of `runas`. */
  readonly directory: string;
  readonly download: DownloadBundle;
  /** PATH of the scripts; this process's own, with its Node.js first, when left out. */
  readonly pathEnvironment?: string;
}

const STANDARD_DIRECTORIES = ['etc', 'home', 'opt', 'root', 'srv', 'tmp', 'usr', 'var'];

/** Instances that are directories, each with an agent of its own. */
export function createFleet({ directory, download, pathEnvironment }: FleetOptions): Fleet {
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o755);
  const instances = new Map<string, Instance>();
  const roots = new Set<string>();
  const nextPort = freePorts();
  const path = pathEnvironment ?? [dirname(process.execPath), process.env['PATH']].join(delimiter);

  const checkIsNew = (id: string) => {
    if (instances.has(id)) throw new Error(`The fleet has an instance ${id} already`);
  };
  const create = (
    description: Pick<Instance, 'id' | 'kind' | 'tags' | 'autoScalingGroup'>,
    own: Readonly<Record<string, string>> = {},
  ): Instance => {
    checkIsNew(description.id);
    const root = makeRoot(directory, description.id);
    roots.add(root);
    const environment = {
      PATH: path,
      HOME: join(root, 'root'),
      ...own,
      PORT: own['PORT'] ?? String(nextPort()),
    };
    const agent = createAgent({ root, environment, download });
    const instance = { ...description, root, environment, agent, agentRunning: true };
    instances.set(instance.id, instance);
    return instance;
  };
  const get = (id: string): Instance => {
    const instance = instances.get(id);
    if (instance === undefined) throw new Error(`The fleet has no instance ${id}`);
    return instance;
  };

  return {
    instances,
    add(instance) {
      checkIsNew(instance.id);
      instances.set(instance.id, instance);
    },
    addEc2({ id = `i-${randomBytes(9).toString('hex').slice(0, 17)}`, tags, autoScalingGroup, environment }) {
      const group = autoScalingGroup === undefined ? {} : { autoScalingGroup };
      const list = Object.entries(tags).map(([key, value]) => ({ key, value }));
      return create({ id, kind: 'ec2', tags: list, ...group }, environment);
    },
    addOnPremises: (name, environment) => create({ id: name, kind: 'on-premises', tags: [] }, environment),
    setTags(id, tags) {
      Object.assign(get(id), { tags });
    },
    async remove(id) {
      const { root } = get(id);
      instances.delete(id);
      if (!roots.delete(root)) return;
      await killLeftProcesses([root]);
      rmSync(root, { recursive: true, force: true });
    },
    close: () => killLeftProcesses([...roots]),
  };
}

function makeRoot(fleet: string, id: string): string {
  if (id.includes('/') || id === '.' || id === '..')
    throw new Error(`${id} cannot be an instance's directory`);
  const directory = join(fleet, id);
  for (const name of STANDARD_DIRECTORIES) mkdirSync(join(directory, name), { recursive: true });
  chmodSync(join(directory, 'tmp'), 0o1777);
  return realpathSync(directory);
}
