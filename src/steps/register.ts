import { info } from '@actions/core';
import type { Aws } from '../aws/clients.ts';
import { registerRevision } from '../deployment/register-revision.ts';
import { type RequestFacts, registrationRequestFor } from './requests.ts';

/** Registers the revision with the application, which is all that the step does without a deployment group. */
export async function register({
  aws,
  signal,
  ...facts
}: RequestFacts & { readonly aws: Pick<Aws, 'codedeploy'>; readonly signal: AbortSignal }): Promise<void> {
  await registerRevision(aws, { request: registrationRequestFor(facts), signal });
  info(
    `Revision registered with ${facts.inputs.applicationName}. register-only is true, so nothing was deployed.`,
  );
}
