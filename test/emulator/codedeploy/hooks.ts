import { randomBytes } from 'node:crypto';
import type {
  LifecycleEventStatus,
  PutLifecycleEventHookExecutionStatusInput,
  PutLifecycleEventHookExecutionStatusOutput,
} from '@aws-sdk/client-codedeploy';
import { invoke } from '../lambda/invoke.ts';
import { pause } from '../pause.ts';
import { isServiceError } from '../service-error.ts';
import { findDeployment } from './deployments.ts';
import { exception } from './error.ts';
import { failure } from './outcome.ts';
import type { Deployment, Region } from './state.ts';

/** A function that was invoked for an event, and has to tell how it went. */
export interface HookExecution {
  readonly deployment: Deployment;
  /** Ends the wait for the function. */
  readonly told: AbortController;
  status?: LifecycleEventStatus;
}

/**
 * Invokes the function of an event and waits until it calls PutLifecycleEventHookExecutionStatus: what it returns or
 * throws means nothing. Throws an Interruption unless it told that it succeeded.
 */
export async function runHook(
  region: Region,
  deployment: Deployment,
  { name, ending }: { name: string; ending: AbortSignal },
): Promise<void> {
  checkMayInvoke(region, deployment, name);
  const id = newExecutionId();
  const execution: HookExecution = { deployment, told: new AbortController() };
  region.hookExecutions.set(id, execution);
  await start(region, name, { DeploymentId: deployment.id, LifecycleEventHookExecutionId: id });
  await pause(region.settings.callbackTimeout, AbortSignal.any([execution.told.signal, ending]));
  if (ending.aborted || execution.status === 'Succeeded') {
    execution.told.abort();
    return;
  }
  const isTold = execution.told.signal.aborted;
  execution.told.abort();
  throw failure(
    'HOOK_EXECUTION_FAILURE',
    isTold
      ? 'The deployment failed because one or more of the lifecycle event validation functions failed.'
      : 'The deployment timed out while waiting for a status callback. CodeDeploy expects a status callback within one hour after a deployment hook is invoked.',
  );
}

/** AWS's managed policies for service roles let it invoke functions called `CodeDeployHook_…` only. */
function checkMayInvoke(region: Region, { group }: Deployment, name: string): void {
  const { serviceRoleArn = '' } = group.settings;
  if (!region.limitedRoles.has(serviceRoleArn)) return;
  if (name.replace(/^arn:.*:function:/, '').startsWith('CodeDeployHook_')) return;
  throw failure(
    'IAM_ROLE_PERMISSIONS',
    `The IAM role ${serviceRoleArn} does not give you permission to perform operations in the following AWS service: AWSLambda. Contact your AWS administrator if you need help. If you are an AWS administrator, you can grant permissions to your users or groups by creating IAM policies.`,
  );
}

async function start(region: Region, name: string, event: object): Promise<void> {
  try {
    await invoke(region.lambda, {
      FunctionName: name,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(event)),
    });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    throw failure('INVALID_LAMBDA_FUNCTION', `The function of a hook cannot be invoked: ${error.message}`);
  }
}

function newExecutionId(): string {
  const token = { encryptedData: randomBytes(96).toString('base64'), materialSetSerial: 1 };
  return Buffer.from(JSON.stringify(token)).toString('base64');
}

/** PutLifecycleEventHookExecutionStatus: once for each execution. */
export function putLifecycleEventHookExecutionStatus(
  region: Region,
  input: PutLifecycleEventHookExecutionStatusInput,
): PutLifecycleEventHookExecutionStatusOutput {
  const { lifecycleEventHookExecutionId: id = '', status } = input;
  const deployment = findDeployment(region, input.deploymentId);
  if (deployment.group.application.computePlatform === 'Server') {
    throw exception(
      'UnsupportedActionForDeploymentTypeException',
      `The deployment ${deployment.id} is to instances, whose hooks are scripts`,
    );
  }
  const execution = region.hookExecutions.get(id);
  if (execution?.deployment !== deployment) {
    throw exception(
      'InvalidLifecycleEventHookExecutionIdException',
      `The lifecycle event hook execution id is invalid: ${id}`,
    );
  }
  if (status !== 'Succeeded' && status !== 'Failed') {
    throw exception(
      'InvalidLifecycleEventHookExecutionStatusException',
      `The status of a lifecycle event hook is Succeeded or Failed, not ${status}`,
    );
  }
  if (execution.told.signal.aborted) {
    throw exception('LifecycleEventAlreadyCompletedException', 'The lifecycle event has already completed');
  }
  execution.status = status;
  execution.told.abort();
  return { lifecycleEventHookExecutionId: id };
}
