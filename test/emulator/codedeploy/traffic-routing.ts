import type { ComputePlatform, TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';
import { pause } from '../pause.ts';
import { exception } from './error.ts';
import type { Region } from './state.ts';

/** A change of weights, and the minutes that pass before the next. */
interface Shift {
  readonly percentage: number;
  readonly minutes: number;
}

/** The changes of a configuration, to 100 percent. */
function shiftsOf({ type, timeBasedCanary, timeBasedLinear }: TrafficRoutingConfig): Shift[] {
  const whole = { percentage: 100, minutes: 0 };
  if (type === 'TimeBasedCanary') {
    const { canaryPercentage: percentage = 0, canaryInterval: minutes = 0 } = timeBasedCanary ?? {};
    return [{ percentage, minutes }, whole];
  }
  if (type !== 'TimeBasedLinear') return [whole];
  const { linearPercentage: step = 100, linearInterval: minutes = 0 } = timeBasedLinear ?? {};
  const count = Math.ceil(100 / step) - 1;
  const partial = Array.from({ length: count }, (_, index) => ({ percentage: (index + 1) * step, minutes }));
  return [...partial, whole];
}

/** Changes the weights as the configuration says, until the deployment ends. */
export async function shiftTraffic(
  region: Region,
  config: TrafficRoutingConfig,
  { set, ending }: { set: (percentage: number) => void; ending: AbortSignal },
): Promise<void> {
  for (const { percentage, minutes } of shiftsOf(config)) {
    set(percentage);
    await pause(minutes * region.settings.minute, ending);
    if (ending.aborted) return;
  }
}

/** On Lambda, the most minutes between the first change and the last (CodeDeploy user guide, limits). */
const lambdaLimit = 2880;

/** Throws InvalidTrafficRoutingConfigurationException for a configuration of Lambda or ECS that makes no sense. */
export function checkRouting(platform: ComputePlatform, config: TrafficRoutingConfig | undefined): void {
  const problem = problemOf(platform, config ?? {});
  if (problem) throw exception('InvalidTrafficRoutingConfigurationException', problem);
}

function problemOf(platform: ComputePlatform, config: TrafficRoutingConfig): string | undefined {
  const { type, timeBasedCanary, timeBasedLinear } = config;
  if (type === undefined) return `A configuration of ${platform} needs a trafficRoutingConfig with a type`;
  if (type === 'AllAtOnce') return undefined;
  const percentage = timeBasedCanary?.canaryPercentage ?? timeBasedLinear?.linearPercentage ?? 0;
  const interval = timeBasedCanary?.canaryInterval ?? timeBasedLinear?.linearInterval ?? 0;
  if ((type === 'TimeBasedCanary') !== (timeBasedCanary !== undefined)) return `${type} has other members`;
  if (percentage < 1 || percentage > 99) return `A step is 1 to 99 percent, not ${percentage}`;
  if (interval < 1) return `An interval is 1 minute or more, not ${interval}`;
  const total = shiftsOf(config).reduce((sum, { minutes }) => sum + minutes, 0);
  if (platform === 'Lambda' && total > lambdaLimit) {
    return `From the first change to the last there are ${total} minutes, the maximum is ${lambdaLimit}`;
  }
  return undefined;
}
