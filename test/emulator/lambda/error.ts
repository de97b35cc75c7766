import type * as sdk from '@aws-sdk/client-lambda';
import { commonError, type ServiceError } from '../service-error.ts';

type Modelled = Extract<keyof typeof sdk, `${string}Exception`>;

/** The statuses that are not 400 of the exceptions that are used here (their traits in the SDK's schemas). */
const statuses: Partial<Record<Modelled, number>> = {
  PreconditionFailedException: 412,
  ResourceConflictException: 409,
  ResourceNotFoundException: 404,
};

/** An exception of the service's model; a name that the SDK does not export does not compile. */
export function exception(name: Modelled, message: string): ServiceError {
  return commonError(name, message, statuses[name] ?? 400);
}
