import { escapeMarkdown } from '../text/escape.ts';

/** Heads of narrow columns, by the names that CodeDeploy has for its lifecycle events. */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['BeforeBlockTraffic', 'Before block'],
  ['BlockTraffic', 'Block'],
  ['AfterBlockTraffic', 'After block'],
  ['ApplicationStop', 'Stop'],
  ['DownloadBundle', 'Download'],
  ['BeforeInstall', 'Before'],
  ['Install', 'Install'],
  ['AfterInstall', 'After'],
  ['ApplicationStart', 'Start'],
  ['ValidateService', 'Validate'],
  ['AfterAllowTestTraffic', 'Test traffic'],
  ['BeforeAllowTraffic', 'Before allow'],
  ['AllowTraffic', 'Allow'],
  ['AfterAllowTraffic', 'After allow'],
]);

/** Characters. */
const longestName = 100;

/** The head of a column. */
export function columnName(event: string): string {
  return shortNames.get(event)?.replace(' ', '<br>') ?? escapeMarkdown(event, longestName);
}

/** The name for a picture, which takes no text of others. */
export function pictureName(event: string): string {
  return shortNames.get(event) ?? 'an event';
}

/** It is the name of an event of CodeDeploy's, and nobody else's text. */
export function isKnownEvent(event: string): boolean {
  return shortNames.has(event);
}
