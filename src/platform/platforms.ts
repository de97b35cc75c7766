import { singleLine } from '../text/escape.ts';
import { ecs } from './ecs.ts';
import { lambda } from './lambda.ts';
import type { Platform } from './platform.ts';
import { server } from './server.ts';
import { unsupported } from './unsupported.ts';

/** By the names that CodeDeploy gives them. */
const platforms: ReadonlyMap<string, Platform> = new Map([
  ['Server', server],
  ['Lambda', lambda],
  ['ECS', ecs],
]);

/** The platform of an application or a group. Where the role may not read which it is, it is taken for instances. */
export function platformOf(computePlatform = 'Server'): Platform {
  return platforms.get(computePlatform) ?? unsupported(`the compute platform ${singleLine(computePlatform)}`);
}
