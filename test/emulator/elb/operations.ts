import type { ServerResponse } from 'node:http';
import { commonError } from '../service-error.ts';
import type { Balancers, Listener, LoadBalancer, TargetGroup } from './balancers.ts';
import { answerQuery, listOf, type Parameters, type QueryValue, readParameters, textOf } from './query.ts';

type Operation = (balancers: Balancers, parameters: Parameters) => QueryValue | Promise<QueryValue>;

/** Ports below need rights that an emulator should not have: their listeners are on a free one. */
const firstFreePort = 1024;

/** The operations that the emulator has: those of CodeDeploy's tutorials for Amazon ECS. */
const operations: Readonly<Record<string, Operation>> = {
  CreateLoadBalancer(balancers, parameters) {
    return { LoadBalancers: [balancerInfo(balancers.addLoadBalancer(textOf(parameters, 'Name') ?? ''))] };
  },
  DescribeLoadBalancers({ loadBalancers }, parameters) {
    const wanted = listOf(parameters, 'Names');
    const found = [...loadBalancers.values()].filter(({ name }) => isWanted(wanted, name));
    if (found.length < wanted.length) throw notFound('LoadBalancer', 'load balancers');
    return { LoadBalancers: found.map(balancerInfo) };
  },
  CreateTargetGroup(balancers, parameters) {
    const healthCheckPath = textOf(parameters, 'HealthCheckPath') ?? '/';
    const group = balancers.addTargetGroup(textOf(parameters, 'Name') ?? '', { healthCheckPath });
    return { TargetGroups: [groupInfo(balancers, group)] };
  },
  DescribeTargetGroups(balancers, parameters) {
    const names = listOf(parameters, 'Names');
    const arns = listOf(parameters, 'TargetGroupArns');
    const found = [...balancers.targetGroups.values()].filter(
      ({ name, arn }) => isWanted(names, name) && isWanted(arns, arn),
    );
    if (found.length < Math.max(names.length, arns.length)) throw notFound('TargetGroup', 'target groups');
    return { TargetGroups: found.map((group) => groupInfo(balancers, group)) };
  },
  DescribeTargetHealth(balancers, parameters) {
    const [group] = groupsOf(balancers, [textOf(parameters, 'TargetGroupArn')]);
    return {
      TargetHealthDescriptions: [...(group?.targets ?? [])].map(({ port, isHealthy }) => ({
        Target: { Id: '127.0.0.1', Port: port },
        TargetHealth: { State: isHealthy ? 'healthy' : 'unhealthy' },
      })),
    };
  },
  async CreateListener(balancers, parameters) {
    const weights = weightsIn(balancers, parameters);
    const [group] = weights.keys();
    const port = Number(textOf(parameters, 'Port') ?? 0);
    const listener = await balancers.addListener(group?.name ?? '', port < firstFreePort ? 0 : port);
    listener.weights = weights;
    return { Listeners: [listenerInfo(balancers, listener, textOf(parameters, 'LoadBalancerArn'))] };
  },
  ModifyListener(balancers, parameters) {
    const listener = listenerOf(balancers, textOf(parameters, 'ListenerArn'));
    listener.weights = weightsIn(balancers, parameters);
    return { Listeners: [listenerInfo(balancers, listener)] };
  },
  DescribeListeners(balancers, parameters) {
    const arns = listOf(parameters, 'ListenerArns');
    for (const arn of arns) listenerOf(balancers, String(arn));
    const found = [...balancers.listeners.values()].filter(({ arn }) => isWanted(arns, arn));
    return { Listeners: found.map((listener) => listenerInfo(balancers, listener)) };
  },
  DescribeRules(balancers, parameters) {
    const { weights } = listenerOf(balancers, textOf(parameters, 'ListenerArn'));
    return { Rules: [{ Priority: 'default', IsDefault: true, Conditions: [], Actions: actions(weights) }] };
  },
};

/** Performs a request and answers it. */
export function answerBalancers(
  balancers: Balancers,
  { operation, body }: { operation: string; body: Buffer },
  response: ServerResponse,
): Promise<void> {
  return answerQuery(
    operation,
    async () => {
      const perform = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (!perform) throw commonError('InvalidAction', `The operation ${operation} is not emulated`);
      return perform(balancers, readParameters(body));
    },
    response,
  );
}

function isWanted(wanted: readonly unknown[], value: string): boolean {
  return wanted.length === 0 || wanted.includes(value);
}

function weightsIn(balancers: Balancers, parameters: Parameters): ReadonlyMap<TargetGroup, number> {
  const [action] = listOf(parameters, 'DefaultActions');
  if (typeof action !== 'object') throw commonError('ValidationError', 'DefaultActions are required');
  const config = action['ForwardConfig'];
  const tuples = typeof config === 'object' ? listOf(config, 'TargetGroups') : [];
  const given = tuples.filter((tuple) => typeof tuple === 'object');
  const pairs = given.map(
    (tuple) => [textOf(tuple, 'TargetGroupArn'), Number(textOf(tuple, 'Weight') ?? 1)] as const,
  );
  const single = [[textOf(action, 'TargetGroupArn'), 100]] as const;
  const wanted = pairs.length > 0 ? pairs : single;
  const groups = groupsOf(
    balancers,
    wanted.map(([arn]) => arn),
  );
  return new Map(groups.map((group, index) => [group, wanted[index]?.[1] ?? 0]));
}

function groupsOf({ targetGroups }: Balancers, arns: readonly (string | undefined)[]): TargetGroup[] {
  return arns.map((arn) => {
    const group = [...targetGroups.values()].find((each) => each.arn === arn);
    if (!group) throw notFound('TargetGroup', 'target groups');
    return group;
  });
}

function listenerOf({ listeners }: Balancers, arn: string | undefined): Listener {
  const listener = listeners.get(arn ?? '');
  if (!listener) throw notFound('Listener', 'listeners');
  return listener;
}

function notFound(noun: string, nouns: string) {
  return commonError(`${noun}NotFound`, `One or more ${nouns} not found`);
}

function balancerInfo({ name, arn }: LoadBalancer): QueryValue {
  return {
    LoadBalancerArn: arn,
    LoadBalancerName: name,
    DNSName: '127.0.0.1',
    Type: 'application',
    Scheme: 'internet-facing',
    State: { Code: 'active' },
  };
}

function groupInfo({ loadBalancers }: Balancers, { name, arn, healthCheckPath }: TargetGroup): QueryValue {
  return {
    TargetGroupArn: arn,
    TargetGroupName: name,
    Protocol: 'HTTP',
    Port: 80,
    TargetType: 'ip',
    HealthCheckPath: healthCheckPath,
    LoadBalancerArns: [...loadBalancers.values()].map((balancer) => balancer.arn),
  };
}

function listenerInfo(
  { loadBalancers }: Balancers,
  { arn, url, weights }: Listener,
  of?: string,
): QueryValue {
  const [first] = loadBalancers.values();
  return {
    ListenerArn: arn,
    LoadBalancerArn: of ?? first?.arn,
    Protocol: 'HTTP',
    Port: Number(new URL(url).port),
    DefaultActions: actions(weights),
  };
}

/** An action that forwards to one group names it twice; with two, it has the weights alone. */
function actions(weights: Listener['weights']): QueryValue {
  const groups = [...weights].map(([{ arn }, weight]) => ({ TargetGroupArn: arn, Weight: weight }));
  const [only, ...others] = groups;
  return [
    {
      Type: 'forward',
      ...(others.length === 0 && { TargetGroupArn: only?.TargetGroupArn }),
      ForwardConfig: { TargetGroups: groups, TargetGroupStickinessConfig: { Enabled: false } },
    },
  ];
}
