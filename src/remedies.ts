import type { ErrorCode, LifecycleErrorCode } from '@aws-sdk/client-codedeploy';

/**
 * What to do about each failure that CodeDeploy can report. One sentence or two, for the person who reads the log.
 */

/** The remedy for a name or code as AWS gave it, which may be any text. */
export function remedyFor(remedies: Readonly<Record<string, string>>, code: string): string | undefined {
  return Object.hasOwn(remedies, code) ? remedies[code] : undefined;
}

/** By name of the exception that a call ended with. */
export const exceptionRemedies: Record<string, string> = {
  AccessDeniedException: 'The role of this job lacks a permission.',
  AlarmsLimitExceededException: 'A deployment takes at most 10 alarms.',
  ApplicationDoesNotExistException:
    'Check application-name (names are case-sensitive), aws-region and the account that the role belongs to.',
  ApplicationNameRequiredException: 'Set application-name.',
  DeploymentConfigDoesNotExistException:
    'Check deployment-config-name. Predefined ones begin with "CodeDeployDefault."; your own belong to one account and region.',
  DeploymentDoesNotExistException:
    'Check the deployment id, aws-region and the account that the role belongs to.',
  DeploymentGroupDoesNotExistException:
    'Check deployment-group-name (names are case-sensitive). `aws deploy list-deployment-groups --application-name …` lists them.',
  DeploymentGroupNameRequiredException: 'Set deployment-group-name.',
  DeploymentLimitExceededException:
    'Another deployment of this group is still running, or the account has reached its limit. Let it end or stop it, then run this job again; a `concurrency` group in the workflow keeps runs from overlapping.',
  DescriptionTooLongException: 'Shorten description.',
  ExpiredTokenException:
    'The AWS session has expired. Raise role-duration-seconds of aws-actions/configure-aws-credentials (and the maximum session duration of the role).',
  IncompleteSignature: 'The AWS credentials are malformed. Check how this job gets them.',
  InvalidAlarmConfigException: 'Check the alarms of the deployment group.',
  InvalidApplicationNameException: 'Check application-name: 1 to 100 letters, digits and . _ + = , @ -',
  InvalidAutoRollbackConfigException:
    'Check auto-rollback: DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM, DEPLOYMENT_STOP_ON_REQUEST, or disabled.',
  InvalidAutoScalingGroupException:
    'An Auto Scaling group of the deployment group is gone or cannot be used. Edit the deployment group.',
  InvalidClientTokenId:
    'AWS does not know the access key. Check the credentials of this job, and the region’s partition.',
  InvalidDeploymentConfigNameException: 'Check deployment-config-name.',
  InvalidDeploymentGroupNameException:
    'Check deployment-group-name: 1 to 100 letters, digits and . _ + = , @ -',
  InvalidFileExistsBehaviorException:
    'file-exists-behavior is for EC2 and on-premises groups only. Leave it out.',
  InvalidGitHubAccountTokenException:
    'The application is not connected to GitHub any more. Connect it once more in the CodeDeploy console (Create deployment, GitHub), or set s3-bucket.',
  InvalidIgnoreApplicationStopFailuresValueException:
    'ignore-application-stop-failures is for EC2 and on-premises groups only. Leave it out.',
  InvalidLoadBalancerInfoException:
    'The load balancer of the deployment group is missing or wrong. Edit the deployment group.',
  InvalidRevisionException:
    'This kind of revision does not fit the compute platform of the application, or its location is malformed.',
  InvalidRoleException:
    'The service role of the deployment group (not the role of this job) is malformed or lacks permissions. Edit the deployment group.',
  InvalidSignatureException: 'Check the secret access key, and the clock of the runner.',
  InvalidTargetInstancesException: 'The target instances do not fit the deployment group.',
  InvalidTrafficRoutingConfigurationException:
    'deployment-config-name is of another compute platform than the deployment group.',
  InvalidUpdateOutdatedInstancesOnlyValueException:
    'update-outdated-instances-only is for EC2 and on-premises groups only. Leave it out.',
  RevisionDoesNotExistException:
    'Check that the revision is still there: bucket, key and version, or the commit.',
  RevisionRequiredException: 'No revision was sent. This is a bug of the action; please report it.',
  SignatureDoesNotMatch: 'Check the secret access key, and the clock of the runner.',
  ThrottlingException:
    'The account makes too many CodeDeploy requests at once. Run the job again; raise poll-interval.',
  UnrecognizedClientException:
    'AWS does not know the access key. Check the credentials of this job, and the region’s partition.',
};

/** By code of a deployment's errorInformation. `satisfies` makes a new SDK code fail to compile. */
export const errorCodeRemedies: Record<string, string> = {
  AGENT_ISSUE:
    'The CodeDeploy agent is not installed or not running on the instances. Start it, and check its network access.',
  ALARM_ACTIVE:
    'A CloudWatch alarm of the deployment group went off. Look at the alarm before you deploy again.',
  APPLICATION_MISSING: 'The application was deleted while it was deployed to.',
  AUTOSCALING_VALIDATION_ERROR:
    'An Auto Scaling group of the deployment group cannot be used as it is configured.',
  AUTO_SCALING_CONFIGURATION:
    'Check the configuration of the group’s Auto Scaling groups, and their lifecycle hooks.',
  AUTO_SCALING_IAM_ROLE_PERMISSIONS:
    'Give the service role of the deployment group the permissions for Auto Scaling.',
  CLOUDFORMATION_STACK_FAILURE: 'Look at the events of the CloudFormation stack.',
  CODEDEPLOY_RESOURCE_CANNOT_BE_FOUND: 'Something that the deployment needs was deleted meanwhile.',
  CUSTOMER_APPLICATION_UNHEALTHY: 'The application did not become healthy. Look at its own logs.',
  DEPLOYMENT_GROUP_MISSING: 'The deployment group was deleted while it was deployed to.',
  ECS_UPDATE_ERROR: 'Amazon ECS refused to update the service. Look at the events of the service.',
  ELASTIC_LOAD_BALANCING_INVALID:
    'The load balancer of the deployment group is not valid. Edit the deployment group.',
  ELB_INVALID_INSTANCE: 'An instance cannot be registered with the load balancer. Check its subnet and zone.',
  HEALTH_CONSTRAINTS:
    'Too many instances failed for the deployment configuration. The cause is in the failed lifecycle event; if every event was skipped, check that the agent runs on the instances.',
  HEALTH_CONSTRAINTS_INVALID:
    'There are too few healthy instances to begin with for what the deployment configuration demands. Repair instances, or choose another deployment-config-name.',
  HOOK_EXECUTION_FAILURE: 'The Lambda function of a lifecycle hook failed. Look at its log.',
  IAM_ROLE_MISSING:
    'The service role of the deployment group does not exist any more. Edit the deployment group.',
  IAM_ROLE_PERMISSIONS:
    'The service role of the deployment group lacks permissions. Attach AWSCodeDeployRole to it.',
  INTERNAL_ERROR: 'CodeDeploy had a fault of its own. Deploy again.',
  INVALID_ECS_SERVICE: 'The Amazon ECS service of the deployment group is not valid.',
  INVALID_LAMBDA_CONFIGURATION: 'The configuration of the Lambda function is not valid.',
  INVALID_LAMBDA_FUNCTION: 'The Lambda function is not valid or does not exist.',
  INVALID_REVISION: 'The revision or its AppSpec file is not valid.',
  MANUAL_STOP: 'Someone stopped the deployment. CloudTrail knows who (StopDeployment).',
  MISSING_BLUE_GREEN_DEPLOYMENT_CONFIGURATION: 'The deployment group lacks its blue/green configuration.',
  MISSING_ELB_INFORMATION: 'The deployment group lacks its load balancer.',
  MISSING_GITHUB_TOKEN:
    'The application is not connected to GitHub. Connect it once in the CodeDeploy console (Create deployment, GitHub), or set s3-bucket.',
  NO_EC2_SUBSCRIPTION: 'The AWS account is not subscribed to Amazon EC2.',
  NO_INSTANCES:
    'No instance matches the deployment group. Check its tags and Auto Scaling groups, and that the instances run.',
  OVER_MAX_INSTANCES:
    'The deployment group has more instances than one deployment may have. Ask AWS for a higher quota.',
  RESOURCE_LIMIT_EXCEEDED: 'A quota of the account was reached. Ask AWS for a higher one.',
  REVISION_MISSING: 'The revision was deleted while it was deployed.',
  THROTTLED: 'Another AWS service throttled CodeDeploy. Deploy again later, or to fewer instances at once.',
  TIMEOUT: 'The deployment took longer than CodeDeploy allows.',
} satisfies Record<ErrorCode, string>;

/** By error code of a lifecycle event. */
const lifecycleErrorRemedies: Record<string, string> = {
  Success: '',
  ScriptMissing:
    'The hook names a script that is not in the bundle. Check its location in the AppSpec file: relative to the bundle’s root, case-sensitive.',
  ScriptNotExecutable: 'Set the executable bit: `git update-index --chmod=+x <script>`.',
  ScriptTimedOut:
    'Raise the hook’s timeout in the AppSpec file, or find out what the script waits for. A background process must redirect both stdout and stderr.',
  ScriptFailed: '',
  UnknownError: '',
} satisfies Record<LifecycleErrorCode, string>;

/** By what the agent says when it has no error code for it (aws-codedeploy-agent, installer.rb, command_executor.rb). */
const agentMessageRemedies: readonly (readonly [RegExp, string])[] = [
  [
    /specified file already exists at this location/i,
    'The file was not put there by the previous deployment of this group. Set file-exists-behavior to OVERWRITE or RETAIN, or remove it on the instance.',
  ],
  [/specified key does not exist/i, 'The bundle is gone from the bucket. Deploy the commit again.'],
  [
    /not opened for reading|Access ?Denied|Forbidden/i,
    'Give the instance profile s3:GetObject (and s3:GetObjectVersion) on the bucket, and kms:Decrypt when the object is encrypted with a KMS key.',
  ],
  [
    /expected deployment artifact bundle etag/i,
    'The object in the bucket is another one than this deployment pinned.',
  ],
  [
    /Could not download bundle at .*github/is,
    'Instances could not download the commit from GitHub. For a private repository connect the application to GitHub once in the CodeDeploy console, or set s3-bucket.',
  ],
  [
    /was not able to receive the lifecycle event|restart/i,
    'Check that the CodeDeploy agent runs on the instance and reaches AWS: `service codedeploy-agent status`.',
  ],
  [/No space left|disk is \(or was\) full/i, 'The disk of the instance is full.'],
  [/AppSpec file|application specification file|appspec/i, 'Correct the AppSpec file as the message says.'],
];

/** Events that run scripts of the revision that was deployed before (CodeDeploy user guide, AppSpec hooks). */
const eventsOfPreviousRevision = new Set(['ApplicationStop', 'BeforeBlockTraffic', 'AfterBlockTraffic']);

const previousRevisionRemedy =
  'This script belongs to the revision that was deployed before: a mended one takes effect a deployment later. Set ignore-application-stop-failures to true to get past it.';

/** What to do about a lifecycle event that failed; `''` when its own message is all there is to say. */
export function lifecycleRemedy(event: { name: string; errorCode: string; message: string }): string {
  const byMessage =
    event.errorCode === 'UnknownError'
      ? agentMessageRemedies.find(([said]) => said.test(event.message))?.[1]
      : undefined;
  const byEvent = eventsOfPreviousRevision.has(event.name) ? previousRevisionRemedy : undefined;
  return [byMessage ?? remedyFor(lifecycleErrorRemedies, event.errorCode), byEvent].filter(Boolean).join(' ');
}
