import type {
  DeploymentConfigInfo,
  MinimumHealthyHosts,
  TrafficRoutingConfig,
} from '@aws-sdk/client-codedeploy';

const createTime = new Date('2014-11-12T00:00:00Z');

/** The configurations that exist in every account: `CodeDeployDefault.` of the three compute platforms. */
export function predefinedConfigs(): DeploymentConfigInfo[] {
  return [
    server('OneAtATime', mostConcurrency(1)),
    server('HalfAtATime', { type: 'FLEET_PERCENT', value: 50 }),
    server('AllAtOnce', { type: 'FLEET_PERCENT', value: 0 }),
    routing('Lambda', 'LambdaAllAtOnce', { type: 'AllAtOnce' }),
    ...[5, 10, 15, 30].map((minutes) =>
      routing('Lambda', `LambdaCanary10Percent${minutes}Minutes`, canary(minutes)),
    ),
    routing('Lambda', 'LambdaLinear10PercentEvery1Minute', linear(1)),
    ...[2, 3, 10].map((minutes) =>
      routing('Lambda', `LambdaLinear10PercentEvery${minutes}Minutes`, linear(minutes)),
    ),
    routing('ECS', 'ECSAllAtOnce', { type: 'AllAtOnce' }),
    ...[5, 15].map((minutes) => routing('ECS', `ECSCanary10Percent${minutes}Minutes`, canary(minutes))),
    ...[1, 3].map((minutes) => routing('ECS', `ECSLinear10PercentEvery${minutes}Minutes`, linear(minutes))),
  ];
}

/** A type that GetDeploymentConfig answers for OneAtATime and that the SDK's enumeration does not have. */
function mostConcurrency(value: number): MinimumHealthyHosts {
  return { type: 'MOST_CONCURRENCY' as never, value };
}

function server(name: string, minimumHealthyHosts: MinimumHealthyHosts): DeploymentConfigInfo {
  return { ...identity(name), computePlatform: 'Server', minimumHealthyHosts };
}

function routing(
  computePlatform: 'Lambda' | 'ECS',
  name: string,
  trafficRoutingConfig: TrafficRoutingConfig,
): DeploymentConfigInfo {
  return { ...identity(name), computePlatform, trafficRoutingConfig };
}

function identity(name: string): DeploymentConfigInfo {
  return {
    deploymentConfigId: `00000000-0000-0000-0000-${Buffer.from(name).toString('hex').slice(-12).padStart(12, '0')}`,
    deploymentConfigName: `CodeDeployDefault.${name}`,
    createTime,
  };
}

function canary(canaryInterval: number): TrafficRoutingConfig {
  return { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 10, canaryInterval } };
}

function linear(linearInterval: number): TrafficRoutingConfig {
  return { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 10, linearInterval } };
}
