import { failed } from '../outcome.ts';
import type { Platform } from './platform.ts';

/** Services of Amazon ECS. */
export const ecs: Platform = {
  checkSettings: () => undefined,
  defaultConfig: 'CodeDeployDefault.ECSAllAtOnce',
  defaultStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
  isQueued: false,
  deploy: async () => failed('INTERNAL_ERROR', 'The emulator does not deploy to ECS'),
};
