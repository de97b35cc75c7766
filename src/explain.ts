import { deniedAction, isTransient, requestIdOf } from './aws-errors.ts';
import { ActionError, messageOf } from './errors.ts';
import { exceptionRemedies } from './remedies.ts';
import { sentence, singleLine } from './report/escape.ts';

/** Actions that take no resource in a policy: a statement that names one denies them (service authorization reference). */
const actionsWithoutResource = new Set([
  'codedeploy:BatchGetDeploymentTargets',
  'codedeploy:ContinueDeployment',
  'codedeploy:GetDeploymentTarget',
  'codedeploy:ListDeploymentTargets',
  'codedeploy:StopDeployment',
]);

/** What a failure means and what to do about it, for a reader. `undefined` for one that is nobody's but ours: a bug. */
export function explain(error: unknown, { region }: { region: string | undefined }): string | undefined {
  if (error instanceof ActionError) return error.message;
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'CredentialsProviderError') {
    return 'There are no AWS credentials. Run aws-actions/configure-aws-credentials in a step before this one; with OIDC the job needs `permissions: id-token: write`.';
  }
  const remedy = exceptionRemedies[error.name];
  if (remedy === undefined && !isTransient(error) && requestIdOf(error) === undefined) return undefined;
  const parts = [
    sentence(`${error.name}: ${singleLine(messageOf(error)) || 'no message'}`),
    remedy ?? (isTransient(error) ? 'AWS could not be reached or had a fault. Run the job again.' : ''),
    deniedAction(error) ? permissionAdvice(error) : '',
    `(${[region && `region ${region}`, requestIdOf(error) && `request ${singleLine(requestIdOf(error) ?? '')}`].filter(Boolean).join(', ')})`,
  ];
  return parts.filter((part) => part !== '' && part !== '()').join(' ');
}

/** The statement to add to the role's policy when AWS denied an action. */
export function permissionAdvice(error: unknown): string {
  const denied = deniedAction(error);
  if (!denied) return '';
  const Resource = actionsWithoutResource.has(denied.action) ? '*' : (denied.resource ?? '*');
  return `Add to the policy of the role: ${JSON.stringify({ Effect: 'Allow', Action: denied.action, Resource: singleLine(Resource) })}`;
}
