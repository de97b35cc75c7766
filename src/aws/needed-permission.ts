import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';

/** A permission that a call needs, as a policy names it. */
export interface NeededPermission {
  readonly action: string;
  readonly resource: string;
}

const failed = new WeakMap<object, NeededPermission>();

/** Remembers the permission that each failed call needed: the service does not always say what it denies. */
export function rememberSent(client: CodeDeployClient): CodeDeployClient {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (error) {
          if (error instanceof Error) {
            const action = `codedeploy:${commandName.replace(/Command$/, '')}`;
            failed.set(error, { action, resource: resourceOf(args.input, await client.config.region()) });
          }
          throw error;
        }
      },
    { step: 'initialize', name: 'rememberSent' },
  );
  return client;
}

/** The permission that the call with this error needed. */
export function neededFor(error: unknown): NeededPermission | undefined {
  return typeof error === 'object' && error !== null ? failed.get(error) : undefined;
}

/** The ARN of the resource that the input names, in any account; `*` when it names none. */
function resourceOf(input: object, region: string): string {
  const { applicationName, deploymentGroupName, deploymentConfigName } = input as Readonly<
    Record<string, string | undefined>
  >;
  const arn = (name: string) => `arn:${partition(region)}:codedeploy:${region}:*:${name}`;
  if (deploymentGroupName) return arn(`deploymentgroup:${applicationName}/${deploymentGroupName}`);
  if (applicationName) return arn(`application:${applicationName}`);
  return deploymentConfigName ? arn(`deploymentconfig:${deploymentConfigName}`) : '*';
}

/** The AWS partition of a region, as in ARNs. */
export function partition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws';
}
