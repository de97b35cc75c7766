import { summary, warning } from '@actions/core';
import { messageOf } from './errors.ts';
import { type Report, summaryOf } from './report/summary.ts';

/** A report that is filled in as things become known. */
export type Draft = { -readonly [Key in keyof Omit<Report, 'now'>]: Report[Key] };

/** Writes the job summary. One that can't be written does not change what became of the deployment: a warning. */
export async function writeSummary(report: Report): Promise<void> {
  try {
    await summary.addRaw(summaryOf(report)).write();
  } catch (error) {
    warning(`The job summary could not be written: ${messageOf(error)}`);
  }
}
