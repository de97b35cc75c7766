import { summary, warning } from '@actions/core';
import { messageOf } from '../control/errors.ts';

/** Writes the job summary. When that fails, the deployment is what it is: a warning. */
export async function writeSummary(text: string): Promise<void> {
  try {
    await summary.addRaw(text).write();
  } catch (error) {
    warning(`The job summary could not be written: ${messageOf(error)}`);
  }
}
