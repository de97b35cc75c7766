import * as sdk from '@aws-sdk/client-lambda';
import { createModel } from '../model/model.ts';

const of = (type: Readonly<Record<string, string>>) => ({ values: Object.values(type) });

/** Lambda's operations, members and values. */
export const { isOperation, readInput, writeOutput } = createModel(sdk, {
  enumerations: {
    'CreateFunctionRequest.Runtime': of(sdk.Runtime),
    'FunctionConfiguration.LastUpdateStatus': of(sdk.LastUpdateStatus),
    'FunctionConfiguration.State': of(sdk.State),
    'InvocationRequest.InvocationType': of(sdk.InvocationType),
    'InvocationRequest.LogType': of(sdk.LogType),
  },
  malformed: 'InvalidRequestContentException',
});
