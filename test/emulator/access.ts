import { account } from './codedeploy/state.ts';
import type { NamedError } from './error-answer.ts';
import type { RecordedRequest } from './requests.ts';

/** Which IAM actions the caller lacks. */
export interface Access {
  /** Takes an action, such as `codedeploy:StopDeployment`, away from the caller. */
  deny(action: string): void;
  isDenied(action: string): boolean;
}

/** A caller who may do everything. */
export function createAccess(): Access {
  const denied = new Set<string>();
  return { deny: (action) => void denied.add(action), isDenied: (action) => denied.has(action) };
}

/** An action that a request needs, and on what. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
}

/** What the caller of an operation must be allowed; S3 looks itself. */
export function permissionsOf(request: RecordedRequest): readonly Permission[] {
  switch (request.service) {
    case 'codedeploy':
      return codeDeployPermissions(request);
    case 'lambda':
      return [lambdaPermission(request)];
    case 'ecs':
    case 'elasticloadbalancing':
      return [{ action: `${request.service}:${request.operation}`, resource: '*' }];
    default:
      return [];
  }
}

/** Lambda's actions are called like its operations, but for Invoke (service authorization reference). */
function lambdaPermission({ operation, region, path }: RecordedRequest): Permission {
  const [, name] = /\/functions\/([^/?]+)/.exec(path) ?? [];
  const resource = name ? `arn:aws:lambda:${region}:${account}:function:${decodeURIComponent(name)}` : '*';
  return { action: `lambda:${operation === 'Invoke' ? 'InvokeFunction' : operation}`, resource };
}

/**
 * What the caller of a CodeDeploy operation must be allowed. CreateDeployment needs more than itself (CodeDeploy
 * user guide, permissions reference); operations on deployments have no resource (service authorization reference).
 */
function codeDeployPermissions(request: RecordedRequest): readonly Permission[] {
  const input = membersOf(request.body);
  const arn = (resource: string) => `arn:aws:codedeploy:${request.region}:${account}:${resource}`;
  const of = (operation: string, resource: string) => ({ action: `codedeploy:${operation}`, resource });
  const { applicationName, deploymentGroupName, deploymentConfigName } = input;
  const application = arn(`application:${applicationName}`);
  const group = arn(`deploymentgroup:${applicationName}/${deploymentGroupName}`);
  const config = arn(`deploymentconfig:${deploymentConfigName ?? 'CodeDeployDefault.OneAtATime'}`);
  if (request.operation === 'CreateDeployment') {
    return [
      of('CreateDeployment', group),
      of('GetDeploymentConfig', config),
      of('RegisterApplicationRevision', application),
      ...(input['overrideAlarmConfiguration'] ? [of('UpdateDeploymentGroup', group)] : []),
    ];
  }
  if (deploymentGroupName) return [of(request.operation, group)];
  if (applicationName) return [of(request.operation, application)];
  if (deploymentConfigName) return [of(request.operation, config)];
  return [of(request.operation, '*')];
}

/** The error for a permission that the caller lacks. */
export function accessDenied({ action, resource }: Permission): NamedError {
  const user = `arn:aws:sts::${account}:assumed-role/deploy/GitHubActions`;
  return {
    name: 'AccessDeniedException',
    message: `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    status: action.startsWith('lambda:') ? 403 : 400,
  };
}

function membersOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}
