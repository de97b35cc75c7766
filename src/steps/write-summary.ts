import { summary, warning } from '@actions/core';
import { messageOf } from '../control/errors.ts';

/** Writes the job summary. Only warns on failure, which does not change the result of the deployment. */
export async function writeSummary(text: string): Promise<void> {
  try {
    await summary.addRaw(text).write();
  } catch (error) {
    warning(`The job summary could not be written: ${messageOf(error)}`);
  }
}
