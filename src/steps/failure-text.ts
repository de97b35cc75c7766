import { debug } from '@actions/core';
import { explain } from '../aws/explain.ts';
import { messageOf } from '../control/errors.ts';

/** Explains any failure to the user: what to do, or that it is a bug. The debug log gets the stack of a bug. */
export function failureText(error: unknown, region: string): string {
  const text = explain(error, { region });
  if (text !== undefined) return text;
  debug(error instanceof Error ? (error.stack ?? '') : '');
  return `Unexpected failure: ${messageOf(error)}. This is a bug in codedeploy-action: please report it. Re-run the job with "Enable debug logging" to see where it happened.`;
}
