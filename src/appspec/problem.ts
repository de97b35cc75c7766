export type Severity = 'error' | 'warning';

/**
 * A mistake in a bundle. An error: the agent fails, or silently does something other than what the file says. A warning:
 * the outcome depends on the instance or on the agent's version, or is probably not what the author meant.
 */
export interface Problem {
  readonly severity: Severity;
  /** What is wrong, what the agent does, what to write instead. Contains untrusted text. */
  readonly message: string;
  /** Path of the file in the bundle. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column?: number;
}

/** A place in `file`, or in the AppSpec file if there is no `file`. */
export interface Place {
  readonly file?: string;
  readonly line: number;
  readonly column?: number;
}

/** A problem before the AppSpec file's path is filled in. */
export interface PlacedProblem {
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
}

export type Problems = Generator<PlacedProblem, void>;

export function error(place: Place, message: string): PlacedProblem {
  return { severity: 'error', message, place };
}

export function warning(place: Place, message: string): PlacedProblem {
  return { severity: 'warning', message, place };
}

/** Fills in `appSpec`, the AppSpec file's path, where a place has no file. */
export function toProblem({ severity, message, place }: PlacedProblem, appSpec: string): Problem {
  const { file = appSpec, line, column } = place;
  return { severity, message, file, line, ...(column !== undefined && { column }) };
}
