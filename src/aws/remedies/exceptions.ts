import type { Remedies } from './remedy.ts';

const ourBug =
  'The action sent a wrong request to CodeDeploy. This is a bug in the action; please report it.';
const serverOnly = 'is for EC2 and on-premises groups only. Leave it out.';

/** By name of the exceptions that our operations can return (CodeDeploy API reference, "Errors" of each operation). */
export const exceptionRemedies: Remedies = {
  AlarmsLimitExceededException:
    'A deployment can have at most 10 alarms. Edit the alarms of the deployment group.',
  ApplicationDoesNotExistException:
    'Check application-name (names are case-sensitive), aws-region and the account that the role belongs to.',
  ApplicationNameRequiredException: 'Set application-name.',
  DeploymentAlreadyCompletedException: 'The deployment had already ended. Check its result.',
  DeploymentConfigDoesNotExistException:
    'Check deployment-config-name. Predefined names begin with "CodeDeployDefault."; your own configurations belong to one account and region.',
  DeploymentConfigNameRequiredException: ourBug,
  DeploymentDoesNotExistException:
    'Check the deployment id, aws-region and the account that the role belongs to.',
  DeploymentGroupDoesNotExistException:
    'Check deployment-group-name (names are case-sensitive). `aws deploy list-deployment-groups --application-name …` lists them.',
  DeploymentGroupNameRequiredException: 'Set deployment-group-name.',
  DeploymentIdRequiredException: ourBug,
  DeploymentLimitExceededException:
    'Another deployment of this group is still running, or the account has reached its limit. Wait for it to end or stop it, then run this job again; a `concurrency` group in the workflow keeps runs from overlapping.',
  DeploymentNotStartedException: 'The deployment has no instances yet. Try again in a moment.',
  DeploymentTargetDoesNotExistException:
    'The instance has left the deployment. Look at the deployment in the AWS console.',
  DeploymentTargetIdRequiredException: ourBug,
  DeploymentTargetListSizeExceededException: ourBug,
  DescriptionTooLongException: 'Shorten description.',
  InstanceDoesNotExistException:
    'The instance has left the deployment group. Look at the deployment in the AWS console.',
  InvalidAlarmConfigException: 'Check the alarms of the deployment group.',
  InvalidApplicationNameException: 'Check application-name: 1 to 100 letters, digits and . _ + = , @ -',
  InvalidAutoRollbackConfigException:
    'Check auto-rollback: DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM, DEPLOYMENT_STOP_ON_REQUEST, or disabled.',
  InvalidAutoScalingGroupException:
    'An Auto Scaling group of the deployment group does not exist or CodeDeploy cannot use it. Edit the deployment group.',
  InvalidComputePlatformException:
    'The application’s compute platform does not support this deployment. Check application-name.',
  InvalidDeploymentConfigNameException: 'Check deployment-config-name.',
  InvalidDeploymentGroupNameException:
    'Check deployment-group-name: 1 to 100 letters, digits and . _ + = , @ -',
  InvalidDeploymentIdException: 'Check the deployment id: `d-` and nine letters and digits.',
  InvalidDeploymentInstanceTypeException: ourBug,
  InvalidDeploymentStatusException: ourBug,
  InvalidDeploymentTargetIdException: ourBug,
  InvalidECSServiceException:
    'The Amazon ECS service of the deployment group is missing or wrong. Edit the deployment group.',
  InvalidExternalIdException: ourBug,
  InvalidFileExistsBehaviorException: `file-exists-behavior ${serverOnly}`,
  InvalidGitHubAccountTokenException:
    'The application is no longer connected to GitHub. Connect it again in the CodeDeploy console (Create deployment, GitHub), or set s3-bucket.',
  InvalidIgnoreApplicationStopFailuresValueException: `ignore-application-stop-failures ${serverOnly}`,
  InvalidInputException:
    'CodeDeploy rejects this combination of values. Check the inputs of this step against the deployment group.',
  InvalidInstanceStatusException: ourBug,
  InvalidInstanceTypeException: ourBug,
  InvalidLoadBalancerInfoException:
    'The load balancer of the deployment group is missing or wrong. Edit the deployment group.',
  InvalidNextTokenException: ourBug,
  InvalidRevisionException:
    'This kind of revision does not fit the compute platform of the application, or its location is malformed.',
  InvalidRoleException:
    'The service role of the deployment group (not the role of this job) is malformed or lacks permissions. Edit the deployment group.',
  InvalidTargetFilterNameException: ourBug,
  InvalidTargetInstancesException: 'The target instances do not fit the deployment group.',
  InvalidTimeRangeException: ourBug,
  InvalidTrafficRoutingConfigurationException:
    'deployment-config-name is for a different compute platform than the deployment group.',
  InvalidUpdateOutdatedInstancesOnlyValueException: `update-outdated-instances-only ${serverOnly}`,
  RevisionDoesNotExistException:
    'Check that the revision is still there: bucket, key and version, or the commit.',
  RevisionRequiredException: 'The action sent no revision. This is a bug in the action; please report it.',
  ThrottlingException:
    'The account makes too many CodeDeploy requests at once. Run the job again; set poll-interval to a longer time.',
  UnsupportedActionForDeploymentTypeException:
    'CodeDeploy cannot stop this deployment. Wait for it to end, or look at it in the AWS console.',
};
