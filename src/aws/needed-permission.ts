import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';

/** A permission that a call needs, as a policy names it. */
export interface NeededPermission {
  readonly action: string;
  readonly resource: string;
}

const failed = new WeakMap<object, NeededPermission>();

/** Remembers of every call that fails what it needed: the service does not always say what it denies. */
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

/** What the call needed that ended with this error. */
export function neededFor(error: unknown): NeededPermission | undefined {
  return typeof error === 'object' && error !== null ? failed.get(error) : undefined;
}

/** The ARN of what an input names, in any account; `*` when it names nothing that has one. */
function resourceOf(input: object, region: string): string {
  const { applicationName, deploymentGroupName, deploymentConfigName } = input as Readonly<
    Record<string, string | undefined>
  >;
  const arn = (name: string) => `arn:${partition(region)}:codedeploy:${region}:*:${name}`;
  if (deploymentGroupName) return arn(`deploymentgroup:${applicationName}/${deploymentGroupName}`);
  if (applicationName) return arn(`application:${applicationName}`);
  return deploymentConfigName ? arn(`deploymentconfig:${deploymentConfigName}`) : '*';
}

/** Of AWS, as ARNs have it. */
export function partition(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws';
}
