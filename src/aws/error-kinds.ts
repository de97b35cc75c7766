import { messageOf } from '../control/errors.ts';
import { type NeededPermission, neededFor } from './needed-permission.ts';

/**
 * What kind of failure an AWS call ended with. By name, not by class: errors that the service's model does not list,
 * such as AccessDeniedException, have no class of their own in the SDK.
 */

interface AwsError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

function asAwsError(error: unknown): AwsError | undefined {
  return error instanceof Error ? error : undefined;
}

const throttlingNames = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const transientNames = new Set([
  ...throttlingNames,
  'InternalFailure',
  'InternalServerError',
  'InternalServiceError',
  'RequestTimeout',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TimeoutError',
]);

const networkCodes = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** The same request may succeed later: throttling, a fault of the service or of the network. */
export function isTransient(error: unknown): boolean {
  const aws = asAwsError(error);
  if (!aws) return false;
  const status = aws.$metadata?.httpStatusCode ?? 0;
  return (
    transientNames.has(aws.name) ||
    networkCodes.has(aws.code ?? '') ||
    status >= 500 ||
    status === 429 ||
    isUnreadable(error)
  );
}

/** A call of the SDK ended with this error: the SDK adds `$metadata`, whether AWS answered or not. */
export function isFromCall(error: unknown): boolean {
  return asAwsError(error)?.$metadata !== undefined;
}

/** AWS has done nothing about a request, and may do it later: throttling, or no connection to it. */
export function isUndone(error: unknown): error is Error {
  const aws = asAwsError(error);
  return (
    aws !== undefined &&
    (throttlingNames.has(aws.name) || /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(aws.code ?? ''))
  );
}

/** AWS has refused a request: it has had no effect, and would have none if it were sent again. */
export function isRefused(error: unknown): boolean {
  const status = httpStatusOf(error) ?? 0;
  return (status >= 400 && status < 500 && !isTransient(error)) || !isFromCall(error);
}

/** Another deployment of the group is active, or the account has too many. */
export function isLimitExceeded(error: unknown): boolean {
  return asAwsError(error)?.name === 'DeploymentLimitExceededException';
}

/**
 * Something answered that is not AWS: a proxy's page of HTML reaches us as the SDK's failure to parse it, what is no HTTP
 * as Node's. Every answer of AWS has a request id, and an error of it a name.
 */
export function isUnreadable(error: unknown): boolean {
  const aws = asAwsError(error);
  if (!aws || !isFromCall(error)) return false;
  return aws instanceof SyntaxError || aws.code?.startsWith('HPE_') === true || isNameless(aws);
}

function isNameless({ name, $metadata: { httpStatusCode = 0, requestId } = {} }: AwsError): boolean {
  const isFault = httpStatusCode >= 500 || httpStatusCode === 429;
  return name === 'Unknown' && httpStatusCode > 0 && requestId === undefined && !isFault;
}

/** `undefined` when nothing answered. */
export function httpStatusOf(error: unknown): number | undefined {
  return asAwsError(error)?.$metadata?.httpStatusCode;
}

/** No server has the name: the region does not exist, or the runner has no network. */
export function isUnknownHost(error: unknown): boolean {
  return asAwsError(error)?.code === 'ENOTFOUND';
}

export function isDenied(error: unknown): boolean {
  return asAwsError(error)?.name === 'AccessDeniedException';
}

/** Normal for a moment after CreateDeployment: the deployment has no targets yet. */
export function isNotStarted(error: unknown): boolean {
  return asAwsError(error)?.name === 'DeploymentNotStartedException';
}

/** CodeDeploy has no deployment of this id, in this account and region. */
export function isUnknownDeployment(error: unknown): boolean {
  return /^(DeploymentDoesNotExist|InvalidDeploymentId)Exception$/.test(asAwsError(error)?.name ?? '');
}

/** A list changed while its pages were read: it has to be read anew. */
export function isStalePage(error: unknown): boolean {
  return asAwsError(error)?.name === 'InvalidNextTokenException';
}

const unknownTargetNames = new Set([
  'DeploymentTargetDoesNotExistException',
  'InstanceDoesNotExistException',
  'InvalidDeploymentTargetIdException',
]);

/** A target is gone: an Auto Scaling group has terminated the instance, for example. */
export function isUnknownTarget(error: unknown): boolean {
  return unknownTargetNames.has(asAwsError(error)?.name ?? '');
}

export function requestIdOf(error: unknown): string | undefined {
  return asAwsError(error)?.$metadata?.requestId;
}

/** The permission that an AccessDeniedException is about: as its message says, else what the call needs. */
export function deniedPermission(error: unknown): NeededPermission | undefined {
  const [, action, resource] =
    /not authorized to perform: ([\w-]+:\w+)(?: on resource: "?([^\s"]+))?/.exec(messageOf(error)) ?? [];
  const needed = isDenied(error) ? neededFor(error) : undefined;
  if (!action) return needed;
  return { action, resource: resource ?? (needed?.action === action ? needed.resource : '*') };
}
