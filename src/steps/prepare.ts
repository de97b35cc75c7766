import { info, group as inGroup, warning } from '@actions/core';
import type { Context } from '../actions/context.ts';
import type { Inputs } from '../actions/inputs.ts';
import { type Outputs, setOutputs } from '../actions/outputs.ts';
import type { Aws } from '../aws/clients.ts';
import { explain } from '../aws/explain.ts';
import type { GroupState } from '../deployment/group-state.ts';
import { createRunMarker, runOf } from '../deployment/run-marker.ts';
import { bySeverity, type Finding, refuse } from '../model/finding.ts';
import type { Platform } from '../platform/platform.ts';
import { platformOf } from '../platform/platforms.ts';
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
  /** The published revision, or in a dry run the planned one. */
  readonly revision: PlannedRevision;
  /** `undefined` without a deployment group. */
  readonly groupState: GroupState | undefined;
  readonly platform: Platform;
  readonly findings: readonly Finding[];
  /** What the AppSpec check found. */
  readonly problems: Inspection['problems'];
}

/**
 * Does everything that comes before the deployment: reads the group while it inspects the commit, refuses what cannot
 * work before it packages or uploads anything, then publishes the revision.
 * @throws ActionError when the revision cannot be deployed.
 */
export async function prepare(options: Prepare): Promise<Prepared> {
  const preflight = startPreflight(options);
  const inspected = await inGroup('Prepare', () => inspectSource(preflight, options));
  await using inspection = inspected.inspection;
  const group = await checkDeployable(preflight, { ...options, ...inspection });
  const publishing = () => publishOrPlan(inspection, options);
  const revision = await (inspection.kind === 'bundle' ? inGroup('Package', publishing) : publishing());
  const findings = await reportLookBack(inspected.lookBack, { ...options, ...group });
  return { ...group, revision, findings, problems: inspection.problems };
}

/** checkDeployable awaits the failure and reports it together with the other reasons. */
function startPreflight({ inputs, aws, signal }: Prepare): Promise<Preflight> {
  const preflight = readPreflight({ inputs, aws, signal, onReadIssue: logReadIssue });
  preflight.catch(() => {});
  return preflight;
}

interface Inspected {
  readonly inspection: Inspection;
  /** Starts as soon as the commit is known. */
  readonly lookBack: Promise<LookBack>;
}

/** @throws ActionError that says why there is nothing to deploy, with every other reason against the deployment. */
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
    const source = await findSource({ ...options, deploys: deployedOf(preflight, inputs), log: info });
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

/** Only a commit without a bucket leaves it open, and so has to wait for the platform. */
async function deployedOf(
  preflight: Promise<Preflight>,
  { s3Bucket }: Pick<Inputs, 's3Bucket'>,
): Promise<Platform['deploys']> {
  if (s3Bucket !== undefined) return 'files';
  return preflight.then(
    ({ platform }) => platform.deploys,
    () => 'files',
  );
}

interface CheckDeployable extends Prepare, Partial<Pick<Inspection, 'problems' | 'obstacles'>> {
  /** The error that ended the inspection. */
  readonly failure?: unknown;
}

/**
 * Shows the findings about the group and refuses a deployment that cannot work.
 * @throws ActionError with all reasons at once. A dry run continues to its plan, unless a read failed.
 */
async function checkDeployable(
  preflight: Promise<Preflight>,
  { inputs, context, aws, signal, observe, problems = [], obstacles = [], failure }: CheckDeployable,
): Promise<Preflight> {
  const errors: unknown[] = failure === undefined ? [] : [failure];
  const known = await preflight.catch((error: unknown): Preflight => {
    errors.push(error);
    return { groupState: undefined, platform: platformOf(), findings: [] };
  });
  signal.throwIfAborted();
  logWarnings(known.findings);
  const findings = [...obstacles.map(refuse), ...known.findings];
  observe({ findings });
  const { groupState, platform } = known;
  if (groupState) observe({ before: groupState });
  if (!inputs.dryRun || errors.length > 0) {
    const run = runOf(createRunMarker(context));
    const facts = { inputs, region: aws.region, groupState, run, findings, errors };
    assertDeployable({ ...facts, appSpecProblems: problems });
  }
  return { groupState, platform, findings };
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

/** Other jobs can deploy a revision as soon as it is published, whatever happens to this deployment. */
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

/** Other jobs cannot deploy a bundle that is not in the bucket, so it has no revision outputs. */
function outputsOf({ revision, sha256, uploaded, found = 'same' }: PlannedRevision): Outputs {
  return {
    ...(found === 'same' && revisionOutputs(revision)),
    uploaded: String(uploaded),
    ...(sha256 && { 'bundle-sha256': sha256 }),
  };
}
