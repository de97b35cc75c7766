import { randomBytes } from 'node:crypto';
import { type OpenListener, openListener } from './listener.ts';

/** The port of a process on this machine, as a target group has it. */
export interface BalancedTarget {
  readonly port: number;
  isHealthy: boolean;
}

export interface TargetGroup {
  readonly name: string;
  readonly arn: string;
  readonly healthCheckPath: string;
  readonly targets: Set<BalancedTarget>;
}

export interface Listener {
  readonly arn: string;
  /** Where it listens on this machine: `http://127.0.0.1:…`. */
  readonly url: string;
  /** The weights of the target groups that its default action forwards to. */
  weights: ReadonlyMap<TargetGroup, number>;
}

export interface LoadBalancer {
  readonly name: string;
  readonly arn: string;
}

/** The load balancers of an account in one region, or rather the parts of them that deployments meet. */
export interface Balancers {
  readonly loadBalancers: ReadonlyMap<string, LoadBalancer>;
  readonly targetGroups: ReadonlyMap<string, TargetGroup>;
  /** By ARN. */
  readonly listeners: ReadonlyMap<string, Listener>;
  addLoadBalancer(name: string): LoadBalancer;
  addTargetGroup(name: string, options?: { healthCheckPath?: string }): TargetGroup;
  /** Opens a listener that forwards to the target group of this name; port 0 is any free one. */
  addListener(targetGroup: string, port?: number): Promise<Listener>;
  close(): Promise<void>;
}

/** No load balancers yet. */
export function createBalancers(region: string): Balancers {
  const loadBalancers = new Map<string, LoadBalancer>();
  const targetGroups = new Map<string, TargetGroup>();
  const listeners = new Map<string, Listener & OpenListener>();
  const prefix = `arn:aws:elasticloadbalancing:${region}:123456789012:`;
  return {
    loadBalancers,
    targetGroups,
    listeners,
    addLoadBalancer(name) {
      const balancer = { name, arn: `${prefix}loadbalancer/app/${name}/${newId()}` };
      loadBalancers.set(name, balancer);
      return balancer;
    },
    addTargetGroup(name, { healthCheckPath = '/' } = {}) {
      const group: TargetGroup = {
        name,
        arn: `${prefix}targetgroup/${name}/${newId()}`,
        healthCheckPath,
        targets: new Set(),
      };
      targetGroups.set(name, group);
      return group;
    },
    async addListener(name, port = 0) {
      const group = targetGroups.get(name);
      if (!group) throw new Error(`There is no target group ${name}`);
      const arn = `${prefix}listener/app/web/${newId()}/${newId()}`;
      const open = await openListener(port, () => listeners.get(arn)?.weights ?? new Map());
      const listener = { arn, ...open, weights: new Map([[group, 100]]) };
      listeners.set(arn, listener);
      return listener;
    },
    async close() {
      await Promise.all([...listeners.values()].map((listener) => listener.close()));
    },
  };
}

function newId(): string {
  return randomBytes(8).toString('hex');
}
