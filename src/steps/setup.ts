import { getInput } from '@actions/core';
import type { Context } from '../actions/context.ts';
import { assertEnvironmentFiles } from '../actions/environment-files.ts';
import { type Inputs, readInputs } from '../actions/inputs.ts';
import { setOutputs } from '../actions/outputs.ts';
import { type Aws, createAws } from '../aws/clients.ts';
import { messageOf } from '../control/errors.ts';
import { refusalSummary } from '../report/summary.ts';
import { saveBeginning } from './state.ts';
import { appendSummary } from './write-summary.ts';

/**
 * What the user asked for, and the clients to do it with.
 * @throws ActionError when it is not clear what was asked for; the summary and the outputs say so too.
 */
export async function begin(context: Context): Promise<{ inputs: Inputs; aws: Aws }> {
  try {
    assertEnvironmentFiles(process.env);
    saveBeginning();
    const inputs = readInputs(getInput);
    return { inputs, aws: await createAws(inputs.awsRegion, context) };
  } catch (error) {
    setOutputs({ 'error-message': messageOf(error) });
    await appendSummary(refusalSummary(messageOf(error)));
    throw error;
  }
}
