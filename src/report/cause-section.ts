import { lifecycleErrorRemedies } from '../aws/remedies/lifecycle-errors.ts';
import { eventDuration, type LifecycleEvent, type Snapshot, type Target } from '../model/deployment.ts';
import { counted, type Nouns } from '../model/nouns.ts';
import { formatDuration } from '../text/duration.ts';
import { escapeMarkdown, preformatted, singleLine } from '../text/escape.ts';
import { ec2InstanceUrl } from '../text/links.ts';
import { type Cause, causesOf, interruptedCausesOf } from './causes.ts';
import { errorLine, exitCodeOf, remedyOf, silenceLine, silentlyFailed } from './failure.ts';
import { fit } from './fit.ts';

export interface CauseOptions {
  readonly region: string;
  readonly nouns: Nouns;
  /** Bytes. */
  readonly budget: number;
}

/** So many causes are outside a fold, each with so many last lines. */
const causesAtTop = 3;
const linesAtTop = 15;
const charactersAtTop = 3_000;
const namesAtTop = 3;

/** Why the deployment failed: each cause as a quotation with the script's last words; what is too much is in folds. */
export function causeSection(snapshot: Snapshot, options: CauseOptions): string {
  const causes = causesOf(snapshot);
  const top = causes.slice(0, causesAtTop).flatMap((cause) => [quoted(cause, options), wholeOutput(cause)]);
  const silent = silentlyFailed(snapshot);
  const service = causes.length === 0 && silent.length === 0 ? errorLine(snapshot.deployment) : undefined;
  const parts = [
    ...top,
    silent.length > 0 ? `> ${escapeMarkdown(silenceLine(silent))}` : '',
    service === undefined ? '' : `> ${escapeMarkdown(service)}`,
    foldOf(causes.slice(causesAtTop), options, (count) =>
      counted(count, { one: 'more cause', many: 'more causes' }),
    ),
    foldOf(interruptedCausesOf(snapshot), options, () => 'What the interrupted scripts wrote last'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function foldOf(causes: readonly Cause[], options: CauseOptions, title: (count: number) => string): string {
  if (causes.length === 0) return '';
  const { shown, omitted } = fit(causes, {
    budget: options.budget,
    render: (cause) => `${quoted(cause, options)}\n`,
  });
  const rest =
    omitted.length > 0
      ? [`What ${omitted.length} more wrote is not shown here. The AWS console has it.\n`]
      : [];
  return [`<details><summary>${title(causes.length)}</summary>\n`, ...shown, ...rest, '</details>'].join(
    '\n',
  );
}

function quoted(cause: Cause, options: CauseOptions): string {
  const { event, words, failures } = cause;
  const where = whereOf(
    failures.map(({ target }) => target),
    options,
  );
  const duration = eventDuration(event);
  const after = duration === undefined || failures.length > 1 ? '' : `, after ${formatDuration(duration)}`;
  const isIgnored = failures.every(({ target }) => target.status === 'Succeeded');
  const said = agentMessage(event);
  const last = lastLines(words);
  const lines = [
    `${titleOf(event)} on ${where}${after}${isIgnored ? ', and was ignored' : ''}`,
    ...(said === '' ? [] : ['', escapeMarkdown(said)]),
    ...(last === '' ? [] : ['', preformatted(last)]),
    '',
    adviceFor(event),
  ];
  return lines.join('\n').trimEnd().replace(/^/gm, '> ');
}

/** Of a script that failed the output says what to do, and it is above. */
function adviceFor(event: LifecycleEvent): string {
  const remedy = remedyOf(event)
    .replace(lifecycleErrorRemedies['ScriptFailed'] ?? '', '')
    .trim();
  const isScript = event.diagnostics?.errorCode === 'ScriptFailed';
  const whole = 'The whole output: <code>logs/scripts.log</code> of the deployment, on the instance.';
  return [isScript ? whole : '', escapeMarkdown(remedy)].filter((part) => part !== '').join(' ');
}

/** `**scripts/validate.sh exited with 1** in ValidateService` */
function titleOf(event: LifecycleEvent): string {
  const { diagnostics, name } = event;
  const script = diagnostics?.scriptName.trim();
  const where = escapeMarkdown(name);
  if (!script) return `**${where} failed**${diagnostics?.message ? '' : ', and nothing says why,'}`;
  return `**<code>${escapeMarkdown(script)}</code> ${fateOf(event)}** in ${where}`;
}

function fateOf(event: LifecycleEvent): string {
  const code = exitCodeOf(event);
  if (code !== undefined) return `exited with ${code}`;
  switch (event.diagnostics?.errorCode) {
    case 'ScriptTimedOut':
      return 'took too long';
    case 'ScriptMissing':
      return 'is not there';
    case 'ScriptNotExecutable':
      return 'is not executable';
    default:
      return 'failed';
  }
}

/** What the agent says beyond the exit code. */
function agentMessage(event: LifecycleEvent): string {
  return exitCodeOf(event) === undefined ? singleLine(event.diagnostics?.message ?? '') : '';
}

/** `i-1, i-2 and 3 more instances`, the ids with a link where they are of EC2. */
function whereOf(targets: readonly Target[], { region, nouns }: CauseOptions): string {
  const [first] = targets;
  if (targets.length === 1 && first) return nameOf(first, region);
  const shown = targets.length > namesAtTop ? targets.slice(0, namesAtTop - 1) : targets;
  const rest = targets.length - shown.length;
  const names = shown.map((target) => nameOf(target, region)).join(', ');
  return `**${targets.length} ${nouns.many}**: ${names}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function nameOf({ id }: Target, region: string): string {
  const url = ec2InstanceUrl(region, id);
  const name = `<code>${escapeMarkdown(id)}</code>`;
  return url === undefined ? name : `<a href="${url}">${name}</a>`;
}

function lastLines(words: readonly string[]): string {
  const shown = words.slice(-linesAtTop);
  while (shown.length > 1 && shown.join('\n').length > charactersAtTop) shown.shift();
  return shown.join('\n');
}

function wholeOutput({ words }: Cause): string {
  const text = words.join('\n');
  if (text === lastLines(words)) return '';
  return `<details><summary>All ${words.length} lines of its output that the agent sent</summary>\n\n${preformatted(text)}\n\n</details>`;
}
