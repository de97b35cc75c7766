import type {
  CreateDeploymentCommandInput,
  RegisterApplicationRevisionCommandInput,
} from '@aws-sdk/client-codedeploy';
import type { Context } from '../actions/context.ts';
import {
  type DeploymentOptions,
  deploymentRequest,
  describe,
  shorten,
  wordsFor,
} from '../deployment/request.ts';
import { toRevisionLocation } from '../model/revision.ts';
import type { PublishedRevision } from '../revision/inspection.ts';

export interface RequestFacts {
  readonly inputs: DeploymentOptions & { readonly description: string | undefined };
  readonly context: Pick<Context, 'repository' | 'sha'>;
  readonly revision: Pick<PublishedRevision, 'revision' | 'commit'>;
}

/** The input of CreateDeployment: what the user set, and a description that names the commit and the run. */
export function deploymentRequestFor({
  inputs,
  context,
  revision: { revision, commit },
  marker,
}: RequestFacts & { readonly marker: string }): CreateDeploymentCommandInput {
  const words = wordsFor(inputs.description, { context, sha: commit?.sha });
  return deploymentRequest(inputs, { revision, description: describe(words, marker) });
}

/** The input of RegisterApplicationRevision. */
export function registrationRequestFor({
  inputs: { applicationName, description },
  context,
  revision: { revision, commit },
}: RequestFacts): RegisterApplicationRevisionCommandInput {
  return {
    applicationName,
    revision: toRevisionLocation(revision),
    description: shorten(wordsFor(description, { context, sha: commit?.sha })),
  };
}
