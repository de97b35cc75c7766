import { singleLine } from '../text/escape.ts';
import { ecs } from './ecs.ts';
import { lambda } from './lambda.ts';
import type { Platform } from './platform.ts';
import { server } from './server.ts';
import { unsupported } from './unsupported.ts';

/** By CodeDeploy's names for them. */
const platforms: ReadonlyMap<string, Platform> = new Map([
  ['Server', server],
  ['Lambda', lambda],
  ['ECS', ecs],
]);

/**
 * The platform of an application or a group. Without a name, because the role may not read it, this assumes `Server`.
 */
export function platformOf(computePlatform = 'Server'): Platform {
  return platforms.get(computePlatform) ?? unsupported(`the compute platform ${singleLine(computePlatform)}`);
}
