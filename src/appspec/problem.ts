export type Severity = 'error' | 'warning';

/**
 * Something about a bundle that the agent trips over. An error: the agent fails, or silently does something else than
 * what is written. A warning: what happens depends on the instance or on the agent's version, or is hardly meant.
 */
export interface Problem {
  readonly severity: Severity;
  /** What is wrong, what the agent does, what to write instead. Has untrusted text in it. */
  readonly message: string;
  /** Path of the file in the bundle. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column?: number;
}

/** Where something is written; without a file, in the AppSpec file. */
export interface Place {
  readonly file?: string;
  readonly line: number;
  readonly column?: number;
}

/** A problem of which the AppSpec file's own path is not yet known. */
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

/** The finding as a problem of the AppSpec file at `appSpec`. */
export function toProblem({ severity, message, place }: PlacedProblem, appSpec: string): Problem {
  const { file = appSpec, line, column } = place;
  return { severity, message, file, line, ...(column !== undefined && { column }) };
}
