import type * as sdk from '@aws-sdk/client-ecs';
import { commonError, type ServiceError } from '../service-error.ts';

type Modelled = Extract<keyof typeof sdk, `${string}Exception`>;

/** An exception of the service's model; a name that the SDK does not export does not compile. */
export function exception(name: Modelled, message: string): ServiceError {
  return commonError(name, message);
}
