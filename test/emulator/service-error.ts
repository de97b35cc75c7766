/** An answer other than 200, as a service gives it: `name` is the exception's, `status` HTTP's. */
export interface ServiceError extends Error {
  readonly kind: 'service-error';
  readonly status: number;
}

/** An error that every AWS service can give, and that no model names: AccessDeniedException, InternalFailure … */
export function commonError(name: string, message: string, status = 400): ServiceError {
  return Object.assign(new Error(message), { kind: 'service-error' as const, name, status });
}

/** Tells what handlers throw from a bug in the emulator. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'kind' in error && error.kind === 'service-error';
}
