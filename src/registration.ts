import { info } from '@actions/core';
import type { RegisterApplicationRevisionCommandInput } from '@aws-sdk/client-codedeploy';
import type { Aws } from './aws.ts';
import { registerRevision } from './deployment/create.ts';
import type { Inputs } from './inputs.ts';
import { type Revision, toRevisionLocation } from './revision/location.ts';

/** Makes the revision known to the application: all there is to do without a deployment group. */
export async function register(
  aws: Pick<Aws, 'codedeploy'>,
  { inputs, revision, signal }: { inputs: Inputs; revision: Revision; signal: AbortSignal },
): Promise<void> {
  await registerRevision(aws, { request: registrationFor(inputs, revision), signal });
  info(
    `Revision registered with ${inputs.applicationName}. No deployment-group-name is set, so nothing was deployed.`,
  );
}

/** RegisterApplicationRevision's input. */
export function registrationFor(
  { applicationName, description }: Pick<Inputs, 'applicationName' | 'description'>,
  revision: Revision,
): RegisterApplicationRevisionCommandInput {
  return {
    applicationName,
    revision: toRevisionLocation(revision),
    ...(description && { description }),
  };
}
