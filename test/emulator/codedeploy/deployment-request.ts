import type { CreateDeploymentInput, RevisionLocation } from '@aws-sdk/client-codedeploy';
import { checkContent, withSha256 } from './app-spec-content.ts';
import { exception } from './error.ts';
import { checkAlarms, checkAutoRollback } from './group-settings.ts';
import { checkDescription } from './names.ts';
import { checkRevision } from './revisions.ts';
import type { Application } from './state.ts';

/** Checks what CreateDeployment was asked for, but for names, and gives the revision. Throws the service's exception. */
export function checkDeploymentRequest(
  application: Application,
  input: CreateDeploymentInput,
): RevisionLocation {
  checkPlatform(application, input);
  const { revision } = input;
  if (!revision) throw exception('RevisionRequiredException', 'RevisionLocation must be specified');
  checkRevision(application.computePlatform, revision);
  checkContent(revision);
  checkDescription(input.description);
  checkAutoRollback(input.autoRollbackConfiguration);
  checkAlarms(input.overrideAlarmConfiguration);
  if (input.targetInstances) {
    throw exception('InvalidTargetInstancesException', 'targetInstances are for blue/green deployments only');
  }
  return withSha256(revision);
}

function checkPlatform({ computePlatform }: Application, input: CreateDeploymentInput): void {
  if (input.deploymentMode === 'RESTART') {
    throw exception('InvalidInputException', 'The emulator has no deployments of the mode RESTART');
  }
  if (computePlatform === 'Server') return;
  if (input.fileExistsBehavior) {
    throw exception(
      'InvalidFileExistsBehaviorException',
      'For Lambda and ECS deployment, fileExistsBehavior can not be specified',
    );
  }
  if (input.ignoreApplicationStopFailures) {
    throw exception(
      'InvalidIgnoreApplicationStopFailuresValueException',
      `For ${computePlatform} deployments, false is expected`,
    );
  }
  if (input.updateOutdatedInstancesOnly) {
    throw exception(
      'InvalidUpdateOutdatedInstancesOnlyValueException',
      `For ${computePlatform} deployments, false is expected`,
    );
  }
}
