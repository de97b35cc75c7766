import type { ComputePlatform } from '@aws-sdk/client-codedeploy';
import { ecs } from './ecs.ts';
import { lambda } from './lambda.ts';
import type { Platform } from './platform.ts';
import { server } from './server.ts';

/** The compute platforms that CodeDeploy deploys to. */
export const platforms: Readonly<Record<ComputePlatform, Platform>> = {
  Server: server,
  Lambda: lambda,
  ECS: ecs,
};
