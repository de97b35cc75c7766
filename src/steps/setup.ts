import { getInput } from '@actions/core';
import type { Context } from '../actions/context.ts';
import { assertEnvironmentFiles } from '../actions/environment-files.ts';
import { type Inputs, readInputs } from '../actions/inputs.ts';
import { setOutputs } from '../actions/outputs.ts';
import { namesOfInputs } from '../actions/unknown-inputs.ts';
import { type Aws, createAws } from '../aws/clients.ts';
import { messageOf } from '../control/errors.ts';
import { refusalSummary } from '../report/summary.ts';
import { saveBegun } from './state.ts';
import { writeSummary } from './write-summary.ts';

/**
 * Reads the inputs and creates the AWS clients.
 * @throws ActionError when an input is wrong, or the step cannot run here. The summary and the outputs say so too.
 */
export async function setUp(context: Context): Promise<{ inputs: Inputs; aws: Aws }> {
  try {
    assertEnvironmentFiles(process.env);
    saveBegun();
    const inputs = readInputs(getInput, namesOfInputs(process.env));
    return { inputs, aws: await createAws(inputs.awsRegion, context) };
  } catch (error) {
    setOutputs({ 'error-message': messageOf(error) });
    await writeSummary(refusalSummary(messageOf(error)));
    throw error;
  }
}
