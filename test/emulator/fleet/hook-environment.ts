import type { RevisionLocation } from '@aws-sdk/client-codedeploy';
import type { LifecycleCommand } from './agent.ts';

/** The variables that the agent adds to its own for a hook script; a variable without a value is not set. */
export function hookEnvironment(command: LifecycleCommand): Record<string, string> {
  const variables = {
    LIFECYCLE_EVENT: command.event,
    DEPLOYMENT_ID: command.deploymentId,
    APPLICATION_NAME: command.applicationName,
    DEPLOYMENT_GROUP_NAME: command.deploymentGroupName,
    DEPLOYMENT_GROUP_ID: command.deploymentGroupId,
    ...bundleVariables(command.revision),
  };
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function bundleVariables({
  s3Location,
  gitHubLocation,
}: RevisionLocation): Record<string, string | undefined> {
  if (gitHubLocation !== undefined) return { BUNDLE_COMMIT: gitHubLocation.commitId };
  return {
    BUNDLE_BUCKET: s3Location?.bucket,
    BUNDLE_KEY: s3Location?.key,
    BUNDLE_VERSION: s3Location?.version,
    BUNDLE_ETAG: s3Location?.eTag,
  };
}
