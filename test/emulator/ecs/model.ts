import * as sdk from '@aws-sdk/client-ecs';
import { createModel } from '../model/model.ts';

const of = (type: Readonly<Record<string, string>>) => ({ values: Object.values(type) });

/** The operations, members and values of Amazon ECS. */
export const { isOperation, readInput, writeOutput } = createModel(sdk, {
  enumerations: {
    'CreateServiceRequest.launchType': of(sdk.LaunchType),
    'CreateServiceRequest.schedulingStrategy': of(sdk.SchedulingStrategy),
    'DeploymentController.type': of(sdk.DeploymentControllerType),
    'DescribeServicesRequest.include': of(sdk.ServiceField),
    'ListTaskDefinitionsRequest.sort': of(sdk.SortOrder),
    'ListTaskDefinitionsRequest.status': of(sdk.TaskDefinitionStatus),
    'RegisterTaskDefinitionRequest.networkMode': of(sdk.NetworkMode),
    'Scale.unit': of(sdk.ScaleUnit),
    'TaskDefinition.status': of(sdk.TaskDefinitionStatus),
    'TaskSet.stabilityStatus': of(sdk.StabilityStatus),
  },
  invalid: 'InvalidParameterException',
});
