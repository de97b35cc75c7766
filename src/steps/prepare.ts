import { info, warning } from '@actions/core';
import type { Context } from '../actions/context.ts';
import type { Inputs } from '../actions/inputs.ts';
import { type Outputs, setOutputs } from '../actions/outputs.ts';
import type { Aws } from '../aws/clients.ts';
import { explain } from '../aws/explain.ts';
import type { GroupState } from '../deployment/group-state.ts';
import { createRunMarker, runOf } from '../deployment/run-marker.ts';
import { bySeverity, type Finding, refuse } from '../model/finding.ts';
import { assertDeployable } from '../preflight/blockers.ts';
import { type LookBack, lookBack } from '../preflight/look-back.ts';
import { type Preflight, readPreflight } from '../preflight/preflight.ts';
import { changesLine } from '../report/changes.ts';
import { inspect } from '../revision/inspect.ts';
import { type Inspection, type PlannedRevision, toRevisionCommit } from '../revision/inspection.ts';
import { plan, publish, toPlanned } from '../revision/publish.ts';
import type { PartsUpload } from '../s3/upload.ts';
import { annotateProblems, logWarnings } from './annotations.ts';
import { revisionOutputs } from './output-values.ts';
import { logReadIssue } from './progress-log.ts';
import type { Observe } from './report-builder.ts';
import { findSource } from './source.ts';
import { saveParts } from './state.ts';

export interface Prepare {
  readonly inputs: Inputs;
  readonly context: Context;
  readonly aws: Aws;
  readonly signal: AbortSignal;
  readonly observe: Observe;
}

export interface Prepared {
  /** In its place; in a dry run, as it would be. */
  readonly revision: PlannedRevision;
  /** `undefined` without a deployment group. */
  readonly groupState: GroupState | undefined;
  readonly findings: readonly Finding[];
  /** What the AppSpec check has found. */
  readonly problems: Inspection['problems'];
}

/**
 * All that comes before the deployment. The group is read while the commit is inspected; what can't work ends here, before
 * anything is packaged or uploaded; then the revision is put in its place.
 * @throws ActionError when it can't be deployed.
 */
export async function prepare(options: Prepare): Promise<Prepared> {
  const preflight = startPreflight(options);
  const inspected = await inspectSource(preflight, options);
  await using inspection = inspected.inspection;
  const group = await checkDeployable(preflight, { ...options, ...inspection });
  const revision = await publishOrPlan(inspection, options);
  const findings = await reportLookBack(inspected.lookBack, { ...options, ...group });
  return { revision, groupState: group.groupState, findings, problems: inspection.problems };
}

/** Its failure is awaited together with what else is in the way. */
function startPreflight({ inputs, aws, signal }: Prepare): Promise<Preflight> {
  const preflight = readPreflight({ inputs, aws, signal, onReadIssue: logReadIssue });
  preflight.catch(() => {});
  return preflight;
}

interface Inspected {
  readonly inspection: Inspection;
  /** Begun as soon as the commit is known. */
  readonly lookBack: Promise<LookBack>;
}

/** @throws ActionError that says why there is nothing to deploy, and what else is in the way. */
async function inspectSource(preflight: Promise<Preflight>, options: Prepare): Promise<Inspected> {
  const { inputs, context, aws, signal, observe } = options;
  const groupState = preflight.then(
    (known) => known.groupState,
    () => undefined,
  );
  const startLookBack = (commit: Inspection['commit'], { path }: { readonly path: string } = inputs) => {
    observe({ commit });
    return lookBack({ commit, groupState, inputs: { ...inputs, path }, aws, signal });
  };
  try {
    const source = await findSource({ ...options, log: info });
    const early = source.kind === 'commit' && startLookBack(toRevisionCommit(source.commit, context), source);
    const inspection = await inspect(source, { inputs, context, aws, signal, log: info, warn: warning });
    observe({ appSpecProblems: inspection.problems, madeOf: inspection.madeOf });
    annotateProblems(inspection.problems, inputs.appspecCheck);
    if (inspection.kind === 'in place') reportRevision(toPlanned(inspection), observe);
    return { inspection, lookBack: early || startLookBack(inspection.commit) };
  } catch (error) {
    if (explain(error, aws) !== undefined) await checkDeployable(preflight, { ...options, failure: error });
    throw error;
  }
}

interface CheckDeployable extends Prepare, Partial<Pick<Inspection, 'problems' | 'obstacles'>> {
  /** What ended the inspection. */
  readonly failure?: unknown;
}

/**
 * Shows what was found about the group, and refuses what can't work, with all the reasons at once.
 * @throws ActionError with them. A dry run goes on to the end of its plan, unless something could not be read.
 */
async function checkDeployable(
  preflight: Promise<Preflight>,
  { inputs, context, aws, signal, observe, problems = [], obstacles = [], failure }: CheckDeployable,
): Promise<Preflight> {
  const errors: unknown[] = failure === undefined ? [] : [failure];
  const known = await preflight.catch((error: unknown): Preflight => {
    errors.push(error);
    return { groupState: undefined, findings: [] };
  });
  signal.throwIfAborted();
  logWarnings(known.findings);
  const findings = [...obstacles.map(refuse), ...known.findings];
  observe({ findings });
  const { groupState } = known;
  if (!inputs.dryRun || errors.length > 0) {
    const run = runOf(createRunMarker(context));
    const facts = { inputs, region: aws.region, groupState, run, findings, errors };
    assertDeployable({ ...facts, appSpecProblems: problems });
  }
  return { groupState, findings };
}

async function publishOrPlan(
  inspection: Inspection,
  { inputs, aws, signal, observe }: Prepare,
): Promise<PlannedRevision> {
  const { region } = aws;
  const saveUpload = (upload: PartsUpload | undefined) => saveParts(upload && { ...upload, region });
  const ports = { signal, log: info, warn: warning, saveParts: saveUpload };
  const revision = inputs.dryRun ? await plan(inspection, ports) : await publish(inspection, ports);
  if (inspection.kind === 'bundle') reportRevision(revision, observe);
  return revision;
}

/** Other jobs can deploy a revision as soon as it is in its place, whatever becomes of this deployment. */
function reportRevision(planned: PlannedRevision, observe: Observe): void {
  const { revision, commit } = planned;
  observe({ revision, commit });
  setOutputs(outputsOf(planned));
}

async function reportLookBack(
  lookBack: Promise<LookBack>,
  { context, observe, findings }: Prepare & Preflight,
): Promise<readonly Finding[]> {
  const { changes, findings: more } = await lookBack;
  const all = bySeverity([...findings, ...more]);
  observe({ changes, findings: all });
  if (changes) info(changesLine(changes, context.serverUrl));
  logWarnings(more);
  return all;
}

/** A bundle that is not in its place has no revision that another job could deploy. */
function outputsOf({ revision, sha256, uploaded, found = 'same' }: PlannedRevision): Outputs {
  return {
    ...(found === 'same' && revisionOutputs(revision)),
    uploaded: String(uploaded),
    ...(sha256 && { 'bundle-sha256': sha256 }),
  };
}
