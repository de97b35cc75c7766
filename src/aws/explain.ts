import { ActionError, messageOf } from '../control/errors.ts';
import { sentence, singleLine } from '../text/escape.ts';
import {
  deniedPermission,
  httpStatusOf,
  isFromCall,
  isTransient,
  isUnknownHost,
  isUnreadable,
  requestIdOf,
} from './error-kinds.ts';
import { commonErrorRemedies, namelessFailures } from './remedies/common-errors.ts';
import { exceptionRemedies } from './remedies/exceptions.ts';
import { remedyFor } from './remedies/remedy.ts';

/**
 * Actions that do not support resources in a policy: a statement with an ARN does not allow them (service authorization
 * reference).
 */
const actionsWithoutResource = new Set([
  'codedeploy:BatchGetDeploymentTargets',
  'codedeploy:ContinueDeployment',
  'codedeploy:GetDeploymentTarget',
  'codedeploy:ListDeploymentTargets',
  'codedeploy:StopDeployment',
]);

/** Explains a failure and what to do about it, for the user. `undefined` for a bug of the action. */
export function explain(error: unknown, { region }: { region: string | undefined }): string | undefined {
  if (error instanceof ActionError) return error.message;
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'CredentialsProviderError') {
    const { seen, remedy } = namelessFailures.noCredentials;
    return `${seen} (${singleLine(error.message)}). ${remedy}`;
  }
  if (!isFromCall(error)) return undefined;
  const parts = [whatHappened(error), whatToDo(error), permissionAdvice(error), circumstances(error, region)];
  return parts.filter((part) => part !== '').join(' ');
}

/** Says how an AWS call failed, as a sentence. */
export function whatHappened(error: Error): string {
  if (isUnreadable(error)) return sentence(namelessFailures.unreadable.seen);
  return sentence(`${singleLine(error.name)}: ${singleLine(error.message) || 'no message'}`);
}

function whatToDo(error: Error): string {
  const byName = remedyFor(exceptionRemedies, error.name) ?? remedyFor(commonErrorRemedies, error.name);
  if (byName !== undefined) return byName;
  const { unreadable, unknownHost, unreachable, serviceFault } = namelessFailures;
  if (isUnreadable(error)) return unreadable.remedy;
  if (isUnknownHost(error)) return unknownHost.remedy;
  if (httpStatusOf(error) === undefined) return unreachable.remedy;
  return isTransient(error) ? serviceFault.remedy : '';
}

/** `(region eu-west-1, HTTP 503, request 8a3c…)`, as far as they are known. */
function circumstances(error: Error, region: string | undefined): string {
  const status = httpStatusOf(error);
  const known = [
    region && `region ${region}`,
    status && status !== 400 && `HTTP ${status}`,
    requestIdOf(error) && `request ${singleLine(requestIdOf(error) ?? '')}`,
  ].filter(Boolean);
  return known.length > 0 ? `(${known.join(', ')})` : '';
}

/**
 * The policy that lacks the statement, by AWS's name for its kind (IAM user guide, "Troubleshoot access denied error
 * messages").
 */
const policies: Readonly<Record<string, string>> = {
  'permissions boundary': 'the permissions boundary of the role',
  'resource control policy': 'the resource control policy of the organization',
  'service control policy': 'the service control policy of the organization',
  'session policy':
    'the session policy (inline-session-policy or managed-session-policies of aws-actions/configure-aws-credentials)',
  'VPC endpoint policy': 'the policy of the VPC endpoint',
};

function policyToExtend(message: string): string {
  const [, kind] = /\bbecause no ([\w -]+?) allows\b/.exec(message) ?? [];
  return remedyFor(policies, kind ?? '') ?? 'the policy of the role';
}

/** When AWS denied an action, the statement to add and the policy to add it to; `''` for every other failure. */
export function permissionAdvice(error: unknown): string {
  const denied = deniedPermission(error);
  if (!denied) return '';
  if (/explicit deny/.test(messageOf(error)))
    return 'A policy denies it explicitly, so adding a permission to the role does not help.';
  const Resource = actionsWithoutResource.has(denied.action) ? '*' : denied.resource;
  const statement = JSON.stringify({
    Effect: 'Allow',
    Action: denied.action,
    Resource: singleLine(Resource),
  });
  return `Add to ${policyToExtend(messageOf(error))}${ifMeant(Resource)}: ${statement}`;
}

const kinds: Readonly<Record<string, string>> = {
  application: 'application',
  deploymentgroup: 'deployment group',
};

/** AWS checks permissions before names: when the policy names a group, AWS denies every misspelt group name. */
function ifMeant(arn: string): string {
  const [, region = '', type = '', name = ''] =
    /^arn:[^:]+:codedeploy:([^:]*):[^:]*:(\w+):(.+)$/.exec(arn) ?? [];
  const kind = remedyFor(kinds, type);
  return kind ? `, if the ${kind} ${singleLine(name)} in ${singleLine(region)} is the one you mean` : '';
}
