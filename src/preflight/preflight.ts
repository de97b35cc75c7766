import type { Aws } from '../aws/clients.ts';
import { type ReadIssue, retryTransient } from '../aws/retry-transient.ts';
import type { GroupState } from '../deployment/group-state.ts';
import { type Finding, refuse, warning } from '../model/finding.ts';
import type { WaitFor } from '../model/policies.ts';
import type { Platform, PreflightFacts, PreflightOptions } from '../platform/platform.ts';
import { platformOf } from '../platform/platforms.ts';
import { readComputePlatform, readGroupFacts } from './group-facts.ts';
import { findingsOf } from './rules.ts';
import { withNames } from './unknown-names.ts';

export interface ReadPreflight {
  readonly inputs: PreflightOptions & { readonly applicationName: string };
  readonly aws: Pick<Aws, 'codedeploy' | 'region'>;
  readonly signal: AbortSignal;
  readonly onReadIssue: (issue: ReadIssue) => void;
}

/** What is known before anything is uploaded or deployed. */
export interface Preflight {
  /** `undefined` without a group. */
  readonly groupState: GroupState | undefined;
  readonly platform: Platform;
  readonly findings: readonly Finding[];
}

/** Milliseconds for which the preflight retries after faults. Nothing has been uploaded or deployed yet. */
const retryFor = 120_000;

/**
 * Reads the application and the group, and finds what cannot work or may surprise.
 * @throws ActionError for a name that CodeDeploy does not know. Its other errors pass through.
 */
export async function readPreflight(options: ReadPreflight): Promise<Preflight> {
  const { inputs, aws, signal, onReadIssue } = options;
  const { applicationName, deploymentGroupName } = inputs;
  const read = () =>
    deploymentGroupName === undefined ? readApplication(options) : readGroup(deploymentGroupName, options);
  try {
    return await retryTransient(read, { signal, retryFor, onReadIssue });
  } catch (error) {
    throw await withNames(error, { ...aws, applicationName, deploymentGroupName, signal });
  }
}

async function readApplication({ inputs, aws, signal }: ReadPreflight): Promise<Preflight> {
  const { codedeploy } = aws;
  const { computePlatform, skippedChecks } = await readComputePlatform(
    { codedeploy, signal },
    inputs.applicationName,
  );
  const facts: PreflightFacts = {
    inputs,
    computePlatform,
    settings: undefined,
    configuration: undefined,
    current: undefined,
    brokenStop: undefined,
  };
  return {
    groupState: undefined,
    platform: platformOf(computePlatform),
    findings: [...findingsOf(facts), ...skippedChecks.map(warning)],
  };
}

async function readGroup(
  deploymentGroupName: string,
  { inputs, aws, signal }: ReadPreflight,
): Promise<Preflight> {
  const group = { applicationName: inputs.applicationName, deploymentGroupName };
  const { groupState, skippedChecks, ...more } = await readGroupFacts(
    { codedeploy: aws.codedeploy, group, signal },
    inputs,
  );
  const { settings, current } = groupState;
  const facts: PreflightFacts = {
    ...more,
    inputs,
    computePlatform: settings?.computePlatform,
    settings,
    current,
  };
  const findings = [
    ...deniedFindings(groupState, inputs.waitFor),
    ...findingsOf(facts),
    ...skippedChecks.map(warning),
  ];
  return { groupState, platform: platformOf(settings?.computePlatform), findings };
}

/** The step cannot follow a deployment that the role may not read. */
function deniedFindings({ denied }: GroupState, waitFor: WaitFor): readonly Finding[] {
  if (denied === undefined) return [];
  if (waitFor === 'none') return [warning(denied)];
  return [
    refuse(
      `${denied} The step could not follow this deployment either. Without the permission, set wait-for to none.`,
    ),
  ];
}
