import { warning } from '@actions/core';
import type { Inputs } from '../actions/inputs.ts';
import type { Aws } from '../aws/clients.ts';
import { patiently, type ReadIssue } from '../aws/retry.ts';
import type { History } from '../deployment/group-state.ts';
import type { Finding } from '../model/finding.ts';
import { readComputePlatform, survey } from './read.ts';
import { type Circumstances, findingsIn } from './rules.ts';
import { withNames } from './unknown-names.ts';

/** What is known before anything is uploaded or deployed. */
export interface Preflight {
  /** Of the group; `undefined` without one. */
  readonly history: History | undefined;
  readonly findings: readonly Finding[];
}

/** Milliseconds for which faults are ridden out while nothing is at stake. */
const patience = 120_000;

/**
 * Looks at the application and the group, and finds what can't work or will surprise.
 * @throws ActionError for a name that CodeDeploy does not have. Its other errors pass as they are.
 */
export async function preflight({
  inputs,
  aws,
  signal,
  onReadIssue,
}: {
  inputs: Inputs;
  aws: Pick<Aws, 'codedeploy' | 'region'>;
  signal: AbortSignal;
  onReadIssue: (issue: ReadIssue) => void;
}): Promise<Preflight> {
  const { codedeploy, region } = aws;
  const { applicationName, deploymentGroupName } = inputs;
  const look = () =>
    deploymentGroupName === undefined ? lookAtApplication() : lookAtGroup(deploymentGroupName);
  const revisionType = inputs.revision?.type ?? (inputs.s3Bucket ? 'S3' : 'GitHub');
  const common = { inputs, revisionType: revisionType === 'Deployment' ? undefined : revisionType };

  async function lookAtApplication(): Promise<Preflight> {
    const { computePlatform, losses } = await readComputePlatform({ codedeploy, signal }, applicationName);
    return {
      history: undefined,
      findings: findings({ ...common, ...nothingKnown, computePlatform }, losses),
    };
  }

  async function lookAtGroup(name: string): Promise<Preflight> {
    const group = { applicationName, deploymentGroupName: name };
    const { history, losses, ...known } = await survey({ codedeploy, group, signal }, inputs);
    const { settings, current } = history;
    const circumstances = {
      ...common,
      ...known,
      settings,
      current,
      computePlatform: settings?.computePlatform,
    };
    return { history, findings: [...readFindings(history, inputs), ...findings(circumstances, losses)] };
  }

  try {
    return await patiently(look, { signal, limit: patience, onReadIssue });
  } catch (error) {
    throw await withNames(error, { codedeploy, region, applicationName, deploymentGroupName, signal });
  }
}

const nothingKnown = {
  settings: undefined,
  configuration: undefined,
  current: undefined,
  brokenStop: undefined,
} satisfies Partial<Circumstances>;

function findings(circumstances: Circumstances, losses: readonly string[]): readonly Finding[] {
  return [...findingsIn(circumstances), ...losses.map((text) => ({ severity: 'warning', text }) as const)];
}

/** A deployment that the role may not read can't be followed. */
function readFindings({ unread }: History, { waitFor }: Inputs): readonly Finding[] {
  if (unread === undefined) return [];
  if (waitFor === 'none') return [{ severity: 'warning', text: unread }];
  const text = `${unread} This one could not be followed either. Without the permission, set wait-for to none.`;
  return [{ severity: 'refuse', text }];
}

/** Annotates the warnings. Notes are for the plan of a dry run. */
export function tellWarnings(findings: readonly Finding[]): void {
  for (const { severity, text } of findings)
    if (severity === 'warning') warning(text, { title: 'CodeDeploy' });
}
