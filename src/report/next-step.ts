import { escapeHtmlLine, escapeMarkdown } from '../text/escape.ts';
import { deploymentUrl, runUrl } from '../text/links.ts';
import type { Page } from './page.ts';
import { link } from './revision-name.ts';
import type { Situation } from './situation.ts';

type Advice = string | ((page: Page) => string);

/** What to do next, in a sentence; nothing after a success, and where the page quotes what to do. */
const advice: Readonly<Partial<Record<Situation, Advice>>> = {
  ready: (page) =>
    `Look at them, then move the traffic: in the console, or with ${command(page, 'aws deploy continue-deployment --deployment-wait-type READY_WAIT')}.`,
  shifted:
    'Until what ran before is terminated, a stop with rollback in the console brings the traffic back.',
  'going on': 'The console shows how it ends.',
  created: 'The console shows how it ends.',
  'succeeded in part':
    'Correct what is below, then deploy with <code>update-outdated-instances-only: true</code>: that leaves out those that run it already.',
  failed: (page) => `Correct what is below and deploy again${orGoBack(page)}.`,
  'stopped on cancel': (page) => `Run the job again to finish it${orGoBack(page)}.`,
  'stopped on timeout': (page) =>
    `Find what took so long, or raise <code>timeout</code>, and deploy again${orGoBack(page)}.`,
  'stopped by somebody': (page) =>
    takenOver(page) ??
    `Ask who stopped it before you deploy again (CloudTrail knows: StopDeployment)${orGoBack(page)}.`,
  'stopped on alarm': (page) => `Look at the alarm, then deploy again${orGoBack(page)}.`,
  'never continued': 'Deploy again and continue it in time, or let the group move the traffic by itself.',
  stopping: 'Look in the console whether it has stopped, before you deploy again.',
  left: 'The console shows how it ends.',
};

/** The sentence about what to do next; `''` when there is nothing to do. */
export function nextStep(page: Page): string {
  const { situation, rollbackState } = page;
  if (rollbackState === 'failed') return `Look at them now: deploy a correction${orGoBack(page)}.`;
  const text = advice[situation] ?? '';
  return typeof text === 'string' ? text : text(page);
}

/** How the old revision is put back where nothing has put it back yet. */
function orGoBack({ report, rollbackState, fleet }: Page): string {
  const current = report.before?.current;
  if (!current || rollbackState === 'done' || rollbackState === 'under way') return '';
  if (fleet.counts['not reached'] === fleet.total) return '';
  return `, or put the old revision back with <code>revision: ${escapeMarkdown(current.id)}</code>`;
}

function takenOver({ report: { successor, region, serverUrl } }: Page): string | undefined {
  if (!successor) return undefined;
  const { deploymentId, run } = successor;
  const name = `run ${run.id} of ${escapeMarkdown(run.workflow)}`;
  const shown = `<a href="${runUrl(serverUrl, run)}">${name}</a>`;
  return `Another deployment has most likely taken its place: ${shown} started ${link(deploymentId, deploymentUrl(region, deploymentId))} right after. Look there.`;
}

function command({ report: { snapshot } }: Page, text: string): string {
  return `<code>${text} --deployment-id ${escapeHtmlLine(snapshot?.deployment.id ?? '')}</code>`;
}
