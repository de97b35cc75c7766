import type { Report } from '../report/report.ts';

/** What a step has learned. */
export type Observation = Partial<Omit<Report, 'now'>>;

export type Observe = (observation: Observation) => void;

/** Collects what is known about a run, so that the step can write its summary wherever the run ends. */
export interface ReportBuilder {
  /** Adds to what is known; a later observation replaces an earlier one. */
  readonly observe: Observe;
  report(): Report;
}

export function createReportBuilder(known: Omit<Report, 'now'>): ReportBuilder {
  let observed = known;
  return {
    observe: (observation) => {
      observed = { ...observed, ...observation };
    },
    report: () => ({ ...observed, now: new Date() }),
  };
}
