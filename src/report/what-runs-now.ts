import { isCompleted } from '../model/deployment.ts';
import { counted, type Nouns } from '../model/nouns.ts';
import { capital } from '../text/capital.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { applicationUrl } from '../text/links.ts';
import { type Fleet, type Standing, standings } from './fleet.ts';
import type { Page } from './page.ts';
import { isRolledBackToPrevious, link, newName, newNameWithTitle, previousName } from './revision-name.ts';
import { sideOf } from './shift-lines.ts';

const percent = 100;

/** The first sentence: what runs at this moment, and where. It says so when that can't be known. */
export function whatRunsNow(page: Page): string {
  const { report, rollbackState, situation } = page;
  switch (situation) {
    case 'refused':
    case 'dry run':
    case 'dry run, refused':
      return nothingDeployed(page);
    case 'registered':
      return `${newNameWithTitle(report)} is known to ${link(report.applicationName, applicationUrl(report.region, report.applicationName))}. **Nothing was deployed**, because no deployment-group-name is set.`;
    case 'created':
      return `**The deployment of ${newNameWithTitle(report)} has begun.** This job does not look how far it gets.`;
    case 'unread':
      return `**What the ${page.nouns.many} run is not known**: the deployment of ${newNameWithTitle(report)} could not be read.`;
    default:
      return rollbackState === 'none' ? afterDeployment(page) : afterRollback(page);
  }
}

function nothingDeployed({ report, situation, nouns }: Page): string {
  const old = previousName(report);
  const isDryRun = situation !== 'refused';
  const state = old ? ` The ${nouns.many} run ${old}.` : '';
  const wanted = `${newNameWithTitle(report)} would be deployed.`;
  if (isDryRun)
    return `**Nothing was deployed.** ${situation === 'dry run' ? capital(wanted) : ''}${state}`.trim();
  return report.deploymentGroupName === undefined
    ? '**Nothing was deployed.**'
    : `**Nothing was deployed.**${state || ` The ${nouns.many} run what ran before.`}`;
}

function afterDeployment(page: Page): string {
  const { report, fleet, nouns, situation } = page;
  const { counts, total } = fleet;
  if (total === 0) return nobodySeen(page);
  const now = newNameWithTitle(report);
  const old = previousName(report);
  const said = situation === 'lost' ? ' when it was last seen' : '';
  const isComplete = counts.updated === total && fleet.originals.length === 0;
  const before = isComplete && old ? ` Before, ${total === 1 ? 'it' : 'they'} ran ${old}.` : '';
  const phrases = phrasesFor(fleet, { now, old: old ?? 'what ran before' });
  return `${told(fleet, nouns, phrases)}${said}.${before}${trafficOf(page)}${originalsOf(page, old)}`;
}

/** How a clause goes on after `1 instance` and after `12 instances`. */
type Phrases = Readonly<Record<Standing, readonly [one: string, many: string]>>;

function phrasesFor({ counts }: Fleet, { now, old }: { now: string; old: string }): Phrases {
  const both = (text: string) => [text, text] as const;
  const isNamed = counts.updated + counts.ready > 0;
  const either = isNamed ? 'may run either' : `may run ${now} or ${old}`;
  return {
    updated: [`runs ${now}`, `run ${now}`],
    ready: [`has ${now} and no traffic yet`, `have ${now} and no traffic yet`],
    failed: both(`failed and ${either}`),
    interrupted: [`was interrupted and ${either}`, `were interrupted and ${either}`],
    'under way': ['is being updated', 'are being updated'],
    waiting: [`waits with ${old}`, `wait with ${old}`],
    'not reached': [`was not reached and runs ${old}`, `were not reached and run ${old}`],
    unknown: ['is out of sight: what it runs is not known', 'are out of sight: what they run is not known'],
  };
}

/** `**4 of 12 instances run …**; 1 failed and may run either`, without the full stop. */
function told({ counts, total }: Fleet, nouns: Nouns, phrases: Phrases): string {
  const present = standings.filter((standing) => counts[standing] > 0);
  const clauses = present.map((standing, index) => {
    const count = counts[standing];
    const phrase = phrases[standing][count === 1 ? 0 : 1];
    if (index > 0) return `${count} ${phrase}`;
    return `**${present.length === 1 ? all(total, nouns) : `${count} of ${counted(total, nouns)}`} ${phrase}**`;
  });
  return clauses.join('; ');
}

function all(total: number, nouns: Nouns): string {
  if (total === 1) return `The ${nouns.one}`;
  return total === 2 ? `Both ${nouns.many}` : `All ${counted(total, nouns)}`;
}

function nobodySeen({ report, nouns, situation }: Page): string {
  const { snapshot } = report;
  const old = previousName(report);
  if (snapshot && isCompleted(snapshot.deployment) && situation !== 'succeeded')
    return `**No ${nouns.one} was reached.** ${capital(`the ${nouns.many} run ${old ?? 'what ran before'}, as far as there are any.`)}`;
  if (situation === 'succeeded')
    return `**${capital(newNameWithTitle(report))} is deployed.** Which ${nouns.many} run it is not known: CodeDeploy names none.`;
  return `**The deployment of ${newNameWithTitle(report)} has begun.** CodeDeploy names no ${nouns.many} yet.`;
}

/** Lambda and ECS: how much of the traffic is on which side. */
function trafficOf({ fleet: { members } }: Page): string {
  return members
    .flatMap(({ target: { shift } }) => {
      if (shift?.weight === undefined) return [];
      const [now, rest] = [shift.weight, percent - shift.weight];
      const others = rest > 0 ? `, ${escapeMarkdown(sideOf(shift.from))} ${rest} %` : '';
      return [` ${capital(escapeMarkdown(sideOf(shift.to)))} has ${now} % of the traffic${others}.`];
    })
    .join('');
}

/** Blue/green: whether the traffic has left the instances that were there before. */
function originalsOf({ fleet: { originals } }: Page, old: string | undefined): string {
  if (originals.length === 0) return '';
  const have = originals.length === 1 ? 'has' : 'have';
  const hasMoved = originals.some(({ events }) => events.some(({ status }) => status === 'Succeeded'));
  const which = originals.length === 1 ? 'The original one' : `The ${originals.length} original ones`;
  return hasMoved
    ? ` ${which} ${have} no traffic any more.`
    : ` ${which} still ${have} the traffic${old ? ` and ${originals.length === 1 ? 'runs' : 'run'} ${old}` : ''}.`;
}

function afterRollback(page: Page): string {
  const { report, rollbackState, rollbackFleet: fleet, nouns } = page;
  const id = report.snapshot?.deployment.rollbackDeploymentId ?? '';
  const known = isRolledBackToPrevious(report) ? previousName(report) : undefined;
  const old = known ?? 'the last revision that was deployed with success';
  const news = newNameWithTitle(report);
  if (!fleet || fleet.total === 0) {
    const name = link(id, undefined);
    if (rollbackState === 'done') return `**${capital(old)} is deployed again** by ${name}.`;
    return `**What the ${nouns.many} run is not known**: ${name} ${rollbackState === 'failed' ? 'was to roll back, and failed' : `puts back ${old}`}.`;
  }
  const again = known ? `${known} again` : old;
  const phrases: Phrases = {
    ...phrasesFor(fleet, { now: again, old: newName(report) }),
    failed: ['was not rolled back and may run either', 'were not rolled back and may run either'],
    'under way': ['is being rolled back', 'are being rolled back'],
    waiting: ['waits to be rolled back', 'wait to be rolled back'],
    'not reached': ['was not rolled back and may run either', 'were not rolled back and may run either'],
  };
  const sentence = `${told(fleet, nouns, phrases)}.`;
  if (rollbackState !== 'done' || fleet.counts.updated < fleet.total)
    return `${sentence} ${capital(news)} was to be deployed.`;
  return `${sentence} ${capital(news)} is on none of them.`;
}
