import { info, warning } from '@actions/core';
import type { Context } from '../actions/context.ts';
import type { Inputs } from '../actions/inputs.ts';
import { type Outputs, revisionOutputs, setOutputs } from '../actions/outputs.ts';
import type { Aws } from '../aws/clients.ts';
import { explain } from '../aws/explain.ts';
import type { History } from '../deployment/group-state.ts';
import { createRunMarker, runOf } from '../deployment/run-marker.ts';
import type { Finding } from '../model/finding.ts';
import { bySeverity } from '../model/finding.ts';
import { assertDeployable } from '../preflight/blockers.ts';
import { findChanges } from '../preflight/find-changes.ts';
import { type Preflight, preflight, tellWarnings } from '../preflight/preflight.ts';
import { findPreviousScripts } from '../preflight/previous-scripts.ts';
import { type Changes, changesLine } from '../report/changes.ts';
import { resolveRevision } from '../revision/resolve.ts';
import type { ResolvedRevision } from '../revision/resolved.ts';
import { tellProblems } from './annotations.ts';
import { logReadIssue } from './progress-log.ts';
import { saveParts } from './state.ts';
import type { Draft } from './write-summary.ts';

export interface Prepare {
  readonly inputs: Inputs;
  readonly context: Context;
  readonly aws: Aws;
  readonly signal: AbortSignal;
  /** Kept up to date, so that a summary can be written wherever the step ends. */
  readonly report: Draft;
}

export interface Prepared {
  readonly resolved: ResolvedRevision;
  /** Of the deployment group; `undefined` without one. */
  readonly history: History | undefined;
}

/** Milliseconds for what GitHub tells of the group's commit: read while the bundle is made, and never long waited for. */
const longestLookBack = 3_000;

/**
 * All that comes before the deployment: the group is looked at while the commit is read; what can't work ends here, before
 * an upload; then the revision is in its place.
 * @throws ActionError when it can't be deployed.
 */
export async function prepare({ inputs, context, aws, signal, report }: Prepare): Promise<Prepared> {
  const { region } = aws;
  const looking = preflight({ inputs, aws, signal, onReadIssue: logReadIssue });
  const history = looking.then(
    (found) => found.history,
    () => undefined,
  );
  const obstacles: string[] = [];
  let changes: Promise<Changes | undefined> | undefined;
  let previousScripts: Promise<readonly Finding[]> | undefined;
  let judged: Promise<Preflight> | undefined;

  const judge = (failures: readonly unknown[] = []) =>
    judgeAll(looking, { inputs, context, aws, signal, report, obstacles, failures });

  const resolved = await resolveRevision({
    inputs,
    context,
    aws,
    signal,
    log: info,
    warn: warning,
    onParts: (upload) => saveParts(upload && { ...upload, region }),
    onCommit(commit) {
      report.commit = commit;
      const soon = AbortSignal.any([signal, AbortSignal.timeout(longestLookBack)]);
      changes = findChanges({ commit, history, inputs, aws, signal: soon });
      previousScripts = findPreviousScripts({ history, changes, inputs, signal: soon });
    },
    onProblems(problems) {
      report.appSpecProblems = problems;
      tellProblems(problems, inputs.appspecCheck);
    },
    onObstacle: (reason) => obstacles.push(reason),
    async beforeUpload() {
      judged = judge();
      await judged;
    },
  }).catch(async (error: unknown) => {
    if (!judged && explain(error, { region }) !== undefined) await judge([error]);
    throw error;
  });
  report.revision = resolved.revision;
  report.commit = resolved.commit;
  setOutputs(outputsOf(resolved));
  const found = await (judged ?? judge());
  report.changes = await changes;
  if (report.changes) info(changesLine(report.changes, context.serverUrl));
  const more = (await previousScripts) ?? [];
  report.findings = bySeverity([...(report.findings ?? []), ...more]);
  tellWarnings(more);
  return { resolved, history: found.history };
}

interface Judge extends Prepare {
  /** Why the revision can't be deployed. */
  readonly obstacles: readonly string[];
  /** What has ended the search for more. */
  readonly failures: readonly unknown[];
}

/**
 * Tells what was found of the group, and refuses what can't work, with all that is known by then.
 * @throws ActionError when something can't work; a dry run goes on, to the end of its plan, unless a read has failed.
 */
async function judgeAll(
  looking: Promise<Preflight>,
  { inputs, context, aws, signal, report, obstacles, failures }: Judge,
): Promise<Preflight> {
  const { found, errors } = await looking.then(
    (found) => ({ found, errors: failures }),
    (error: unknown) => ({ found: nothingFound, errors: [...failures, error] }),
  );
  signal.throwIfAborted();
  report.findings = [...obstacles.map(refuse), ...found.findings];
  tellWarnings(found.findings);
  if (inputs.dryRun && errors.length === 0) return found;
  const run = runOf(createRunMarker(context));
  assertDeployable(report, { inputs, region: aws.region, history: found.history, run, errors });
  return found;
}

const nothingFound: Preflight = { history: undefined, findings: [] };

const refuse = (text: string): Finding => ({ severity: 'refuse', text });

/** A bundle that is not in its place has no revision that another job could deploy. */
function outputsOf({ revision, sha256, uploaded, found = 'same' }: ResolvedRevision): Outputs {
  return {
    ...(found === 'same' && revisionOutputs(revision)),
    uploaded: String(uploaded),
    ...(sha256 && { 'bundle-sha256': sha256 }),
  };
}
