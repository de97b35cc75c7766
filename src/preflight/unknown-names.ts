import {
  type CodeDeployClient,
  ListApplicationsCommand,
  ListDeploymentGroupsCommand,
} from '@aws-sdk/client-codedeploy';
import { requestIdOf } from '../aws/error-kinds.ts';
import { ActionError } from '../control/errors.ts';
import { singleLine } from '../text/escape.ts';
import { nearNames, someOf } from '../text/suggestions.ts';

/** A name that CodeDeploy does not know. */
export interface Missing {
  readonly kind: 'application' | 'deployment group';
  readonly name: string;
  /** The application of a deployment group. */
  readonly applicationName: string;
  readonly region: string;
  /** The existing names; `undefined`: the role may not list them. */
  readonly names: readonly string[] | undefined;
}

const inputs = { application: 'application-name', 'deployment group': 'deployment-group-name' };

/** Says that the name does not exist, and what the user may have meant: another name, region or account. */
export function missingText({ kind, name, applicationName, region, names }: Missing): string {
  const place = kind === 'application' ? region : `the application ${applicationName} in ${region}`;
  const none = `There is no ${kind} ${name} in ${place}, in the role's account.`;
  const input = inputs[kind];
  if (names === undefined) {
    const listing = kind === 'application' ? 'ListApplications' : 'ListDeploymentGroups';
    return `${none} Check ${input} (names are case-sensitive), aws-region and the account. With the permission codedeploy:${listing}, the action would list the existing names.`;
  }
  if (names.length === 0) {
    return kind === 'application'
      ? `${none} There is no CodeDeploy application at all, so this is probably the wrong region or account. Check aws-region and the role.`
      : `${none} It has no deployment group at all. Create one, or check application-name.`;
  }
  const near = nearNames(name, names);
  if (near.length > 0)
    return `${none} Did you mean ${someOf(near)}? Check ${input}; names are case-sensitive.`;
  return `${none} There ${names.length === 1 ? 'is' : 'are'} ${someOf(names)}. Check ${input}, aws-region and the account.`;
}

export interface Search {
  readonly codedeploy: CodeDeployClient;
  readonly region: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string | undefined;
  readonly signal: AbortSignal;
}

/** Adds the existing names to an error about an unknown name. Returns every other error unchanged. */
export async function withNames(error: unknown, search: Search): Promise<unknown> {
  const { applicationName, deploymentGroupName = '', region } = search;
  const kind = kindOf(error);
  if (!kind || !(error instanceof Error)) return error;
  const isApplication = kind === 'application';
  const names = await (isApplication ? listApplications(search) : listGroups(search)).catch(() => undefined);
  search.signal.throwIfAborted();
  const name = isApplication ? applicationName : deploymentGroupName;
  const text = missingText({ kind, name, applicationName, region, names });
  const request = requestIdOf(error);
  const source = `(${error.name}${request ? `, request ${singleLine(request)}` : ''})`;
  return new ActionError(`${text} ${source}`, { cause: error });
}

function kindOf(error: unknown): Missing['kind'] | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'ApplicationDoesNotExistException') return 'application';
  return error.name === 'DeploymentGroupDoesNotExistException' ? 'deployment group' : undefined;
}

/** The most pages to read: an account may have thousands of applications. */
const mostPages = 10;

async function listApplications({ codedeploy, signal }: Search): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages && (page === 0 || nextToken); page += 1) {
    const command = new ListApplicationsCommand(nextToken ? { nextToken } : {});
    const answer = await codedeploy.send(command, { abortSignal: signal });
    names.push(...(answer.applications ?? []));
    nextToken = answer.nextToken;
  }
  return names;
}

async function listGroups({ codedeploy, applicationName, signal }: Search): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages && (page === 0 || nextToken); page += 1) {
    const command = new ListDeploymentGroupsCommand({ applicationName, ...(nextToken && { nextToken }) });
    const answer = await codedeploy.send(command, { abortSignal: signal });
    names.push(...(answer.deploymentGroups ?? []));
    nextToken = answer.nextToken;
  }
  return names;
}
