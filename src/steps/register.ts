import { info } from '@actions/core';
import type { RegisterApplicationRevisionCommandInput } from '@aws-sdk/client-codedeploy';
import type { Context } from '../actions/context.ts';
import type { Inputs } from '../actions/inputs.ts';
import type { Aws } from '../aws/clients.ts';
import { registerRevision } from '../deployment/create-once.ts';
import { shorten, wordsFor } from '../deployment/request.ts';
import { toRevisionLocation } from '../model/revision.ts';
import type { ResolvedRevision } from '../revision/resolved.ts';

export interface Registration {
  readonly inputs: Pick<Inputs, 'applicationName' | 'description'>;
  readonly context: Pick<Context, 'repository' | 'sha'>;
  readonly resolved: Pick<ResolvedRevision, 'revision' | 'commit'>;
}

/** Makes the revision known to the application: all there is to do without a deployment group. */
export async function register(
  aws: Pick<Aws, 'codedeploy'>,
  { signal, ...registration }: Registration & { signal: AbortSignal },
): Promise<void> {
  await registerRevision(aws, { request: registrationFor(registration), signal });
  info(
    `Revision registered with ${registration.inputs.applicationName}. No deployment-group-name is set, so nothing was deployed.`,
  );
}

/** RegisterApplicationRevision's input. */
export function registrationFor({
  inputs: { applicationName, description },
  context,
  resolved: { revision, commit },
}: Registration): RegisterApplicationRevisionCommandInput {
  return {
    applicationName,
    revision: toRevisionLocation(revision),
    description: shorten(wordsFor(description, { context, sha: commit?.sha })),
  };
}
