import type { Scalar, Value } from './document.ts';
import { kindOf } from './keys.ts';
import { error, type PlacedProblem, warning } from './problem.ts';

/** The most seconds that an event may take on an instance (CodeDeploy quotas). */
export const longestEvent = 3600;

/** Checks the `timeout` of a script. Returns it in seconds, as agent 1.x reads it. */
export function* checkTimeout(value: Value): Generator<PlacedProblem, number | undefined> {
  const seconds = value.kind === 'scalar' ? toSeconds(value) : undefined;
  if (value.kind !== 'scalar' || seconds === undefined || seconds <= 0) {
    yield error(
      value,
      `The timeout is ${kindOf(value)}. Every instance fails in BeforeInstall, because the agent expects a number of seconds above 0.`,
    );
    return undefined;
  }
  if (isPlainSeconds(value)) return seconds;
  const written = value.isQuoted ? JSON.stringify(value.source) : value.source;
  const meaning = `Agent 1.x reads the timeout ${written} as ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
  yield isMeant(value, seconds)
    ? warning(value, `${meaning}; agent 2.x refuses the file. Write timeout: ${seconds}.`)
    : error(value, `${meaning}. Write the seconds as a whole number without quotes.`);
  return seconds;
}

/** Ruby's `to_i`: the leading digits of a string, the integer part of a number. */
function toSeconds({ value }: Scalar): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value !== 'string') return undefined;
  return Number(/^\s*[-+]?\d+/.exec(value.replaceAll('_', ''))?.[0] ?? 0);
}

function isPlainSeconds({ source, isQuoted }: Scalar): boolean {
  return !isQuoted && /^\+?[1-9]\d*$/.test(source);
}

/** Whether a human reads the same number of seconds: 300, 300s, 300 seconds, 1_000, 90.0. */
function isMeant({ source }: Scalar, seconds: number): boolean {
  const [, amount] = /^\s*\+?([1-9][\d_]*(?:\.\d*)?)\s*(?:s|secs?|seconds?)?\s*$/i.exec(source) ?? [];
  return amount !== undefined && Math.trunc(Number(amount.replaceAll('_', ''))) === seconds;
}
