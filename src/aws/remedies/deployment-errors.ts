import type { ErrorCode } from '@aws-sdk/client-codedeploy';
import type { Remedies } from './remedy.ts';

/** By the code in a deployment's errorInformation. `satisfies` fails to compile when the SDK has a new code. */
export const errorCodeRemedies: Remedies = {
  AGENT_ISSUE:
    'The CodeDeploy agent is not installed or not running on the instances. Start it, and check its network access.',
  ALARM_ACTIVE:
    'A CloudWatch alarm of the deployment group went off. Check the alarm before you deploy again.',
  APPLICATION_MISSING:
    'The application was deleted during the deployment. Create it again, with its deployment group.',
  AUTOSCALING_VALIDATION_ERROR:
    'CodeDeploy cannot use an Auto Scaling group of the deployment group. The message says why; correct the group.',
  AUTO_SCALING_CONFIGURATION:
    'Check the configuration of the group’s Auto Scaling groups, and their lifecycle hooks.',
  AUTO_SCALING_IAM_ROLE_PERMISSIONS:
    'Give the service role of the deployment group the permissions for Auto Scaling.',
  CLOUDFORMATION_STACK_FAILURE: 'Look at the events of the CloudFormation stack.',
  CODEDEPLOY_RESOURCE_CANNOT_BE_FOUND:
    'Something that the deployment needs was deleted. The message says what; restore it and deploy again.',
  CUSTOMER_APPLICATION_UNHEALTHY: 'The application did not become healthy. Check its logs.',
  DEPLOYMENT_GROUP_MISSING: 'The deployment group was deleted during the deployment. Create it again.',
  ECS_UPDATE_ERROR: 'Amazon ECS refused to update the service. Look at the events of the service.',
  ELASTIC_LOAD_BALANCING_INVALID:
    'The load balancer of the deployment group is not valid. Edit the deployment group.',
  ELB_INVALID_INSTANCE: 'An instance cannot be registered with the load balancer. Check its subnet and zone.',
  HEALTH_CONSTRAINTS:
    'More instances failed than the deployment configuration allows. The failed lifecycle event shows the cause; if every event was skipped, check that the agent runs on the instances.',
  HEALTH_CONSTRAINTS_INVALID:
    'The group has fewer healthy instances than the deployment configuration requires. Repair instances, or choose another deployment-config-name.',
  HOOK_EXECUTION_FAILURE: 'The Lambda function of a lifecycle hook failed. Look at its log.',
  IAM_ROLE_MISSING: 'The service role of the deployment group no longer exists. Edit the deployment group.',
  IAM_ROLE_PERMISSIONS:
    'The service role of the deployment group lacks permissions. Attach AWSCodeDeployRole to it.',
  INTERNAL_ERROR: 'CodeDeploy had an internal error. Deploy again.',
  INVALID_ECS_SERVICE:
    'The Amazon ECS service of the deployment group is not valid. Edit the deployment group.',
  INVALID_LAMBDA_CONFIGURATION:
    'The configuration of the Lambda function is not valid. Check its versions and its alias in the AppSpec file.',
  INVALID_LAMBDA_FUNCTION:
    'The Lambda function is not valid or does not exist. Check its name in the AppSpec file, and the region.',
  INVALID_REVISION: 'The revision or its AppSpec file is not valid. Correct what the message names.',
  MANUAL_STOP:
    'Someone stopped the deployment. Ask them before you deploy again; CloudTrail shows who it was (StopDeployment).',
  MISSING_BLUE_GREEN_DEPLOYMENT_CONFIGURATION:
    'The deployment group lacks its blue/green configuration. Edit the deployment group.',
  MISSING_ELB_INFORMATION: 'The deployment group lacks its load balancer. Edit the deployment group.',
  MISSING_GITHUB_TOKEN:
    'The application is not connected to GitHub. Connect it once in the CodeDeploy console (Create deployment, GitHub), or set s3-bucket.',
  NO_EC2_SUBSCRIPTION:
    'The AWS account is not subscribed to Amazon EC2. Subscribe it, or check the account that the role belongs to.',
  NO_INSTANCES:
    'No instance matches the deployment group. Check its tags and Auto Scaling groups, and that the instances run.',
  OVER_MAX_INSTANCES:
    'The deployment group has more instances than CodeDeploy allows in one deployment. Ask AWS for a higher quota.',
  RESOURCE_LIMIT_EXCEEDED: 'A quota of the account was reached. Ask AWS for a higher one.',
  REVISION_MISSING:
    'The revision was deleted during the deployment. Deploy the commit again; a lifecycle rule of the bucket may delete too early.',
  THROTTLED: 'Another AWS service throttled CodeDeploy. Deploy again later, or to fewer instances at once.',
  TIMEOUT:
    'The deployment took longer than CodeDeploy allows. Find the instance and the event that it waited for. Deploy to more instances at once, or to fewer in total.',
} satisfies Record<ErrorCode, string>;

/**
 * For a blue/green deployment that nobody continued. CodeDeploy stops it with TIMEOUT, a code that it also uses for
 * others.
 */
export const readyTimeoutRemedy =
  'The new instances were ready, and nobody rerouted traffic to them within the wait time of the deployment group. Deploy again and continue the deployment in time, or let the group reroute traffic automatically.';
