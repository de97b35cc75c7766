import type { List, Mapping } from '../document.ts';
import { isNull } from '../keys.ts';
import { error, type Problems, warning } from '../problem.ts';
import { checkTexts, entryOf, mappingAt, textAt } from './entries.ts';

export const ecsHooks = [
  'BeforeInstall',
  'AfterInstall',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
];

/** The only resource of an AppSpec file for ECS: a service whose tasks are replaced. */
export function* checkEcs(resource: Mapping): Problems {
  const properties = mappingAt(resource, 'Properties');
  if (!properties) {
    yield error(entryOf(resource, 'Properties') ?? resource, 'The service has no Properties.');
    return;
  }
  yield* checkTexts(properties, { keys: ['TaskDefinition'], where: 'The service' });
  yield* checkLoadBalancer(properties);
  yield* checkNetwork(properties);
  yield* checkCapacity(properties);
}

function* checkLoadBalancer(properties: Mapping): Problems {
  const loadBalancer = mappingAt(properties, 'LoadBalancerInfo');
  if (!loadBalancer) {
    const entry = entryOf(properties, 'LoadBalancerInfo');
    yield error(
      entry ?? properties,
      entry ? 'LoadBalancerInfo is not a mapping.' : 'The service has no LoadBalancerInfo.',
    );
    return;
  }
  yield* checkTexts(loadBalancer, { keys: ['ContainerName', 'ContainerPort'], where: 'LoadBalancerInfo' });
  const port = textAt(loadBalancer, 'ContainerPort');
  if (!port) return;
  if (!/^\d+$/.test(port.source)) yield error(port, `The ContainerPort ${port.source} is not a number.`);
  else if (typeof port.value !== 'bigint')
    yield warning(
      port,
      `The ContainerPort ${port.source} is in quotes. Some deployments fail for it: write the number alone.`,
    );
  else if (port.value === 0n) yield warning(port, 'No container listens on port 0.');
}

function* checkNetwork(properties: Mapping): Problems {
  const entry = entryOf(properties, 'NetworkConfiguration');
  if (!entry || isNull(entry.value)) return;
  const network = mappingAt(properties, 'NetworkConfiguration');
  const vpc = network && mappingAt(network, 'AwsvpcConfiguration');
  if (!vpc) {
    yield error(entry, 'NetworkConfiguration has no AwsvpcConfiguration.');
    return;
  }
  for (const key of ['Subnets', 'SecurityGroups']) {
    const value = entryOf(vpc, key);
    if (value?.value.kind !== 'list' || value.value.items.length === 0) {
      yield error(value ?? vpc, `${key} of AwsvpcConfiguration is not a list with at least one item.`);
    }
  }
  const assigned = textAt(vpc, 'AssignPublicIp');
  if (assigned?.source !== 'ENABLED' && assigned?.source !== 'DISABLED') {
    yield error(assigned ?? vpc, 'AssignPublicIp must be ENABLED or DISABLED.');
  }
}

function* checkCapacity(properties: Mapping): Problems {
  const entry = entryOf(properties, 'CapacityProviderStrategy');
  if (!entry || isNull(entry.value)) return;
  if (entry.value.kind !== 'list') {
    yield error(entry, 'CapacityProviderStrategy is not a list.');
    return;
  }
  yield* checkStrategy(entry.value);
}

function* checkStrategy({ items, ...place }: List): Problems {
  const providers = items.filter((item) => item.kind === 'mapping');
  for (const provider of providers) {
    yield* checkTexts(provider, {
      keys: ['CapacityProvider'],
      where: 'An entry of CapacityProviderStrategy',
    });
  }
  const numberAt = (provider: Mapping, key: string) => Number(textAt(provider, key)?.source ?? 0);
  if (providers.filter((provider) => textAt(provider, 'Base')).length > 1) {
    yield error(place, 'Only one entry of CapacityProviderStrategy can have a Base.');
  }
  if (!providers.some((provider) => numberAt(provider, 'Weight') > 0)) {
    yield error(place, 'No entry of CapacityProviderStrategy has a Weight above 0.');
  }
}
