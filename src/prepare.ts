import { info, warning } from '@actions/core';
import { assertSound, tellProblems } from './appspec-verdict.ts';
import type { Aws } from './aws.ts';
import { findChanges } from './changes.ts';
import type { Context } from './context.ts';
import type { History } from './deployment/history.ts';
import { assertRoom } from './deployment/overlap.ts';
import { bySeverity, type Finding } from './deployment/preflight.ts';
import { createRunMarker, runOf } from './deployment/run-marker.ts';
import type { Inputs } from './inputs.ts';
import { type Outputs, revisionOutputs, setOutputs } from './outputs.ts';
import { assertDeployable, type Preflight, preflight, tellWarnings } from './preflight.ts';
import { findPreviousScripts } from './previous-scripts.ts';
import { type Changes, changesLine } from './report/changes.ts';
import { resolveRevision } from './revision/resolve.ts';
import type { ResolvedRevision } from './revision/resolved.ts';
import { saveParts } from './state.ts';
import type { Draft } from './summary.ts';

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
  const looking = preflight({ inputs, aws, signal });
  const history = looking.then(
    (found) => found.history,
    () => undefined,
  );
  let changes: Promise<Changes | undefined> | undefined;
  let previousScripts: Promise<readonly Finding[]> | undefined;
  let judged: Promise<Preflight> | undefined;

  const resolved = await resolveRevision({
    inputs,
    context,
    aws,
    signal,
    log: info,
    warn: warning,
    onParts: (upload) => saveParts(upload && { ...upload, region: aws.region }),
    onCommit(commit) {
      report.commit = commit;
      const soon = AbortSignal.any([signal, AbortSignal.timeout(longestLookBack)]);
      changes = findChanges({ commit, history, inputs, aws, signal: soon });
      previousScripts = findPreviousScripts({ history, changes, inputs, signal: soon });
    },
    judge(problems) {
      report.appSpecProblems = problems;
      tellProblems(problems, inputs.appspecCheck);
      if (!inputs.dryRun) assertSound(problems, inputs.appspecCheck);
    },
    async beforeUpload() {
      judged = looking.then((found) => judge(found, { inputs, context, aws, report }));
      await judged;
    },
  });
  report.revision = resolved.revision;
  report.commit = resolved.commit;
  setOutputs(outputsOf(resolved));
  const found = await (judged ?? looking.then((found) => judge(found, { inputs, context, aws, report })));
  report.changes = await changes;
  if (report.changes) info(changesLine(report.changes, context.serverUrl));
  const more = (await previousScripts) ?? [];
  report.findings = bySeverity([...found.findings, ...more]);
  tellWarnings(more);
  return { resolved, history: found.history };
}

/** Tells what was found. @throws ActionError when something can't work; a dry run goes on, to the end of its plan. */
function judge(
  found: Preflight,
  { inputs, context, aws, report }: Pick<Prepare, 'inputs' | 'context' | 'aws' | 'report'>,
): Preflight {
  const { history, findings } = found;
  report.findings = findings;
  tellWarnings(findings);
  if (inputs.dryRun) return found;
  assertDeployable(findings);
  const { ifInProgress: policy, allowOlder } = inputs;
  const run = runOf(createRunMarker(context));
  if (history) assertRoom(history, { region: aws.region, policy, allowOlder, run });
  return found;
}

/** A bundle that is not in its place has no revision that another job could deploy. */
function outputsOf({ revision, sha256, uploaded, found = 'same' }: ResolvedRevision): Outputs {
  return {
    ...(found === 'same' && revisionOutputs(revision)),
    uploaded: String(uploaded),
    ...(sha256 && { 'bundle-sha256': sha256 }),
  };
}
