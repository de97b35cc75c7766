import { messageOf } from '../control/errors.ts';
import { type NeededPermission, neededFor } from './needed-permission.ts';

/**
 * Tells which kind of failure ended an AWS call. Compares names, not classes: the SDK has no class for errors that the
 * service's model does not list, such as AccessDeniedException.
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

/** The same request may succeed later: throttling, or a fault in the service or the network. */
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

/** The request had no effect and may succeed later: AWS throttled it, or there was no connection to AWS. */
export function isUndone(error: unknown): error is Error {
  const aws = asAwsError(error);
  return (
    aws !== undefined &&
    (throttlingNames.has(aws.name) || /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(aws.code ?? ''))
  );
}

/** AWS refused the request. It had no effect, and sending it again would have none either. */
export function isRefused(error: unknown): boolean {
  const status = httpStatusOf(error) ?? 0;
  return (status >= 400 && status < 500 && !isTransient(error)) || !isFromCall(error);
}

/** Another deployment of the group is active, or the account has too many. */
export function isLimitExceeded(error: unknown): boolean {
  return asAwsError(error)?.name === 'DeploymentLimitExceededException';
}

/**
 * Something other than AWS answered. The SDK fails to parse a proxy's HTML page; Node fails to parse what is not HTTP.
 * AWS puts a request id in every answer and a name in every error.
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

/** DNS does not know the host: the region does not exist, or the runner has no network. */
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

/** CodeDeploy has no deployment with this id in this account and region. */
export function isUnknownDeployment(error: unknown): boolean {
  return /^(DeploymentDoesNotExist|InvalidDeploymentId)Exception$/.test(asAwsError(error)?.name ?? '');
}

/** A list changed while the step read its pages: the step has to read it again. */
export function isStalePage(error: unknown): boolean {
  return asAwsError(error)?.name === 'InvalidNextTokenException';
}

const unknownTargetNames = new Set([
  'DeploymentTargetDoesNotExistException',
  'InstanceDoesNotExistException',
  'InvalidDeploymentTargetIdException',
]);

/** A target is gone: for example, an Auto Scaling group terminated the instance. */
export function isUnknownTarget(error: unknown): boolean {
  return unknownTargetNames.has(asAwsError(error)?.name ?? '');
}

export function requestIdOf(error: unknown): string | undefined {
  return asAwsError(error)?.$metadata?.requestId;
}

/** The permission that AWS denied: from the error's message, or else what the call needs. */
export function deniedPermission(error: unknown): NeededPermission | undefined {
  const [, action, resource] =
    /not authorized to perform: ([\w-]+:\w+)(?: on resource: "?([^\s"]+))?/.exec(messageOf(error)) ?? [];
  const needed = isDenied(error) ? neededFor(error) : undefined;
  if (!action) return needed;
  return { action, resource: resource ?? (needed?.action === action ? needed.resource : '*') };
}
