import type * as sdk from '@aws-sdk/client-codedeploy';

/** An answer other than 200, as the service gives it: the exception's name, its message and the HTTP status. */
export interface ServiceError {
  readonly kind: 'service-error';
  readonly name: string;
  readonly message: string;
  readonly status: number;
}

type Modelled = Extract<keyof typeof sdk, `${string}Exception`>;

/** An exception of the service's model; a name that the SDK does not export does not compile. */
export function exception(name: Modelled, message: string): ServiceError {
  return { kind: 'service-error', name, message, status: 400 };
}

/** An error that every AWS service can give, and that no model names: AccessDeniedException, InternalFailure … */
export function commonError(name: string, message: string, status = 400): ServiceError {
  return { kind: 'service-error', name, message, status };
}

/** Tells what handlers throw from a bug in the emulator. */
export function isServiceError(error: unknown): error is ServiceError {
  return typeof error === 'object' && error !== null && 'kind' in error && error.kind === 'service-error';
}
