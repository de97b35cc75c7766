import { debug } from '@actions/core';
import { explain } from '../aws/explain.ts';
import { messageOf } from '../control/errors.ts';

/** A failure for a reader, whatever it is: what to do, or that it is a bug, whose stack the debug log has. */
export function failureText(error: unknown, region: string): string {
  const text = explain(error, { region });
  if (text !== undefined) return text;
  debug(error instanceof Error ? (error.stack ?? '') : '');
  return `Unexpected failure: ${messageOf(error)}. This is a bug of codedeploy-action: please report it. With debug logging (re-run with "Enable debug logging") the log shows where it happened.`;
}
