import type {
  CreateDeploymentCommandInput,
  RegisterApplicationRevisionCommandInput,
} from '@aws-sdk/client-codedeploy';
import type { Deployment } from '../model/deployment.ts';
import type { GroupSettings } from '../model/deployment-group.ts';
import { counted, fileNouns } from '../model/nouns.ts';
import { formatRevision, type Revision } from '../model/revision.ts';
import { formatBytes } from '../text/bytes.ts';
import { formatDuration } from '../text/duration.ts';
import { escapeMarkdown, preformatted } from '../text/escape.ts';

/** What the run would do if it were not a dry run. */
export interface Plan {
  readonly revision: Revision;
  /** SHA-256 of the bundle, in hexadecimal. */
  readonly sha256: string | undefined;
  /** `undefined` when the step packages nothing. Sizes in bytes. */
  readonly bundle:
    | {
        readonly files: number;
        readonly size: number;
        readonly largest: { readonly path: string; readonly size: number } | undefined;
      }
    | undefined;
  /** What S3 has under the bundle's key. */
  readonly found: 'same' | 'other' | 'nothing' | 'unknown' | 'refused' | undefined;
  readonly settings: GroupSettings | undefined;
  /** The deployment whose revision the group runs. */
  readonly current: Deployment | undefined;
  readonly request:
    | { readonly operation: 'CreateDeployment'; readonly input: CreateDeploymentCommandInput }
    | {
        readonly operation: 'RegisterApplicationRevision';
        readonly input: RegisterApplicationRevisionCommandInput;
      };
}

/** The plan for the job summary: a table, and the request that the step would send. */
export function planSection(plan: Plan): string {
  const { operation, input } = plan.request;
  const rows: readonly [string, string | undefined][] = [
    ['Bundle', bundleOf(plan)],
    ['Largest file', largestOf(plan)],
    ['SHA-256', plan.sha256 && `<code>${plan.sha256}</code>`],
    ['In S3', plan.revision.type === 'S3' ? plan.found && places[plan.found] : undefined],
    ['Group', plan.settings && styleOf(plan.settings)],
    ['Instances', plan.settings && escapeMarkdown(plan.settings.members.join('; '))],
    ['Configuration', configurationOf(plan)],
    ['Rolls back on', plan.settings && rollbackOf(plan)],
    ['Alarms', plan.settings && escapeMarkdown(plan.settings.alarms.join(', '))],
    ['Runs now', plan.current && currentOf(plan.current)],
  ];
  return [
    '### Plan',
    '',
    '| What | How |',
    '| :--- | :--- |',
    ...rows.flatMap(([name, value]) => (value ? [`| **${name}** | ${value} |`] : [])),
    '',
    `<details><summary>${operation} request${isPinnedLater(plan) ? ', without the version and eTag that the upload will add' : ''}</summary>`,
    '',
    preformatted(JSON.stringify(input, undefined, 2)),
    '',
    '</details>',
  ].join('\n');
}

function bundleOf({ bundle, revision }: Plan): string | undefined {
  if (!bundle || revision.type !== 'S3') return undefined;
  const files = counted(bundle.files, fileNouns);
  return `${files}, ${formatBytes(bundle.size)} as ${revision.bundleType}`;
}

function largestOf({ bundle }: Plan): string | undefined {
  return bundle?.largest && `${escapeMarkdown(bundle.largest.path)} (${formatBytes(bundle.largest.size)})`;
}

const places = {
  same: 'the same content: nothing to upload',
  other: 'another object, which the upload would replace',
  nothing: 'nothing yet: the bundle would be uploaded',
  unknown: 'not known, because the role may not read it: the bundle would be uploaded',
  refused: 'not known, for the reason above',
};

function isPinnedLater({ found }: Plan): boolean {
  return found === 'other' || found === 'nothing' || found === 'unknown';
}

function styleOf({ isBlueGreen, terminationWait }: GroupSettings): string {
  if (!isBlueGreen) return 'in place';
  const wait =
    terminationWait > 0
      ? `, the original instances terminated after ${formatDuration(terminationWait * 60_000)}`
      : '';
  return `blue/green${wait}`;
}

function configurationOf({ request, settings }: Plan): string | undefined {
  const sent = 'deploymentConfigName' in request.input ? request.input.deploymentConfigName : undefined;
  const name = sent ?? settings?.deploymentConfigName;
  return name && escapeMarkdown(name);
}

function rollbackOf({ request, settings }: Plan): string {
  const own =
    'autoRollbackConfiguration' in request.input ? request.input.autoRollbackConfiguration : undefined;
  const events: readonly string[] = own ? (own.events ?? []) : (settings?.autoRollback ?? []);
  return events.length > 0 ? escapeMarkdown(events.join(', ')) : 'nothing';
}

function currentOf({ id, revision, completeTime }: Deployment): string {
  const since = completeTime ? ` of ${completeTime.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '';
  const what = revision ? `: <code>${escapeMarkdown(formatRevision(revision))}</code>` : '';
  return `${escapeMarkdown(id)}${since}${what}`;
}
