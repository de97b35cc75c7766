import { summary, warning } from '@actions/core';
import { messageOf } from '../control/errors.ts';
import { type Report, summaryOf } from '../report/summary.ts';

/** A report that is filled in as things become known. */
export type Draft = { -readonly [Key in keyof Omit<Report, 'now'>]: Report[Key] };

export async function writeSummary(report: Report): Promise<void> {
  await appendSummary(summaryOf(report));
}

/** Writes the job summary. One that can't be written does not change what became of the deployment: a warning. */
export async function appendSummary(text: string): Promise<void> {
  try {
    await summary.addRaw(text).write();
  } catch (error) {
    warning(`The job summary could not be written: ${messageOf(error)}`);
  }
}
