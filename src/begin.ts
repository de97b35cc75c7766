import { getInput } from '@actions/core';
import { type Aws, createAws } from './aws.ts';
import type { Context } from './context.ts';
import { assertEnvironmentFiles } from './environment-files.ts';
import { messageOf } from './errors.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { setOutputs } from './outputs.ts';
import { refusalSummary } from './report/summary.ts';
import { saveBeginning } from './state.ts';
import { appendSummary } from './summary.ts';

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
