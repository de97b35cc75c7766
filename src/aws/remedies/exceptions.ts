import type { Remedies } from './remedy.ts';

const ourBug =
  'The action has asked for what CodeDeploy does not have. This is a bug of the action; please report it.';
const serverOnly = 'is for EC2 and on-premises groups only. Leave it out.';

/** By name of the exceptions that the operations we call can end with (CodeDeploy API reference, "Errors" of each). */
export const exceptionRemedies: Remedies = {
  AlarmsLimitExceededException:
    'A deployment takes at most 10 alarms. Edit the alarms of the deployment group.',
  ApplicationDoesNotExistException:
    'Check application-name (names are case-sensitive), aws-region and the account that the role belongs to.',
  ApplicationNameRequiredException: 'Set application-name.',
  DeploymentAlreadyCompletedException:
    'There was nothing left to stop. Look at what the deployment has come to.',
  DeploymentConfigDoesNotExistException:
    'Check deployment-config-name. Predefined ones begin with "CodeDeployDefault."; your own belong to one account and region.',
  DeploymentConfigNameRequiredException: ourBug,
  DeploymentDoesNotExistException:
    'Check the deployment id, aws-region and the account that the role belongs to.',
  DeploymentGroupDoesNotExistException:
    'Check deployment-group-name (names are case-sensitive). `aws deploy list-deployment-groups --application-name …` lists them.',
  DeploymentGroupNameRequiredException: 'Set deployment-group-name.',
  DeploymentIdRequiredException: ourBug,
  DeploymentLimitExceededException:
    'Another deployment of this group is still running, or the account has reached its limit. Let it end or stop it, then run this job again; a `concurrency` group in the workflow keeps runs from overlapping.',
  DeploymentNotStartedException: 'The deployment has no instances yet. Look at it again in a moment.',
  DeploymentTargetDoesNotExistException:
    'The instance has left the deployment meanwhile. Look at the deployment in the AWS console.',
  DeploymentTargetIdRequiredException: ourBug,
  DeploymentTargetListSizeExceededException: ourBug,
  DescriptionTooLongException: 'Shorten description.',
  InstanceDoesNotExistException:
    'The instance has left the deployment group meanwhile. Look at the deployment in the AWS console.',
  InvalidAlarmConfigException: 'Check the alarms of the deployment group.',
  InvalidApplicationNameException: 'Check application-name: 1 to 100 letters, digits and . _ + = , @ -',
  InvalidAutoRollbackConfigException:
    'Check auto-rollback: DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM, DEPLOYMENT_STOP_ON_REQUEST, or disabled.',
  InvalidAutoScalingGroupException:
    'An Auto Scaling group of the deployment group is gone or cannot be used. Edit the deployment group.',
  InvalidComputePlatformException:
    'The application is of a compute platform that does not take this deployment. Check application-name.',
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
    'The application is not connected to GitHub any more. Connect it once more in the CodeDeploy console (Create deployment, GitHub), or set s3-bucket.',
  InvalidIgnoreApplicationStopFailuresValueException: `ignore-application-stop-failures ${serverOnly}`,
  InvalidInputException:
    'CodeDeploy does not take these values together. Check the inputs of this step against the deployment group.',
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
    'deployment-config-name is of another compute platform than the deployment group.',
  InvalidUpdateOutdatedInstancesOnlyValueException: `update-outdated-instances-only ${serverOnly}`,
  RevisionDoesNotExistException:
    'Check that the revision is still there: bucket, key and version, or the commit.',
  RevisionRequiredException: 'No revision was sent. This is a bug of the action; please report it.',
  ThrottlingException:
    'The account makes too many CodeDeploy requests at once. Run the job again; set poll-interval to a longer time.',
  UnsupportedActionForDeploymentTypeException:
    'This deployment cannot be stopped. Let it end, or look at it in the AWS console.',
};
