import { singleLine } from '../text/escape.ts';
import type { Platform } from './platform.ts';
import { server } from './server.ts';
import { unsupported } from './unsupported.ts';

/** By CodeDeploy's names for them. */
const platforms: ReadonlyMap<string, Platform> = new Map([
  ['Server', server],
  ['Lambda', unsupported('AWS Lambda functions')],
  ['ECS', unsupported('Amazon ECS services')],
]);

/**
 * The platform of an application or a group. Without a name, because the role may not read it, this assumes `Server`.
 */
export function platformOf(computePlatform = 'Server'): Platform {
  return platforms.get(computePlatform) ?? unsupported(`the compute platform ${singleLine(computePlatform)}`);
}
