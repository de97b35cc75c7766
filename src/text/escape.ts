/**
 * Text from AWS, an instance, a commit or an input is untrusted until one of these functions made it fit for the place
 * where it is shown.
 */

const esc = '\u001b';
const bell = '\u0007';
// ECMA-48 escape sequences: CSI, OSC and the two-character ones. An OSC without its end takes nothing with it.
const ansiSequence = new RegExp(
  `${esc}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${bell}${esc}\\r\\n]*(?:${bell}|${esc}\\\\)|[@-_])`,
  'g',
);
/** In a line; a tab may stay. */
const controlCharacter = /(?!\t)\p{Cc}/gu;
/**
 * Characters that change the direction of text or can't be seen make text look like something else; and .NET, in which
 * the runner is written, may overlook them when it looks for a command.
 */
const invisibleCharacter = /\p{Default_Ignorable_Code_Point}/gu;
const lineBreak = /\r\n|[\n\r\u2028\u2029\u0085]/;

/** Characters. */
const longestLine = 2000;

/** The lines of a text, without what a terminal or a browser would act on, each cut to a length that can be read. */
export function cleanLines(text: string): string[] {
  return visibleLines(text).map((line) => shorten(line, longestLine));
}

function visibleLines(text: string): string[] {
  return text
    .toWellFormed()
    .replace(ansiSequence, '')
    .split(lineBreak)
    .map((line) => line.replace(controlCharacter, '').replace(invisibleCharacter, ''));
}

/** All lines of a text as one. */
function cleanLine(text: string, longest: number): string {
  return shorten(visibleLines(text).join(' ').trim(), longest);
}

function shorten(line: string, longest: number): string {
  if (line.length <= longest) return line;
  const shown = line.slice(0, longest).replace(/[\ud800-\udbff]$/, '');
  return `${shown}… (${line.length - shown.length} more characters)`;
}

/** The runner acts on `##[command]` wherever it is in a line (actions/runner, ActionCommand.TryParse). */
function withoutInnerCommands(line: string): string {
  return line.replaceAll('##[', '## [');
}

/** Untrusted text as a part of one log line. At its start, `::command` would act too (ActionCommand.TryParseV2). */
export function singleLine(text: string): string {
  return withoutInnerCommands(cleanLine(text, longestLine)).replace(/^:(?=:)/, ': ');
}

/** The runner cuts an annotation at so many characters (actions/runner, ExecutionContext.AddIssue). */
const longestAnnotation = 4096;
const shortestCut = 100;

/** A message of some lines as an annotation: long lines give way, so that its end, which says what to do, is not cut off. */
export function annotationText(message: string): string {
  const lines = visibleLines(message);
  let longest = longestLine;
  const cut = () => lines.map((line) => shorten(line, longest)).join('\n');
  while (cut().length > longestAnnotation && longest > shortestCut) longest /= 2;
  return cut();
}

/** A text that another sentence can follow. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) || text === '' ? text : `${text}.`;
}

const bar = '  | ';

/**
 * Untrusted text of several lines as lines for the log, without empty lines at the end. The bar sets them off, and keeps
 * `::command` from the start of a line.
 */
export function quotedLines(text: string): string[] {
  return cleanLines(text.trimEnd()).map((line) => `${bar}${withoutInnerCommands(line)}`);
}

export function isQuotedLine(line: string): boolean {
  return line.startsWith(bar);
}

export function unquotedLine(line: string): string {
  return line.slice(bar.length);
}

const htmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function toHtml(cleaned: string): string {
  return cleaned.replace(/[&<>"']/g, (character) => htmlEntities[character] ?? '');
}

/** Untrusted text for HTML, in content or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return toHtml(cleanLines(text).join('\n'));
}

/** Untrusted text for HTML where a line break would end a block of it. */
export function escapeHtmlLine(text: string): string {
  return toHtml(cleanLine(text, longestLine)).replaceAll('@', `@${noMention}`);
}

/** GitHub looks for mentions and mail addresses in the page: a comment keeps an @ from what follows it. */
const noMention = '<!-- -->';

/**
 * Untrusted text in a line of Markdown or a cell of a table. Every character that Markdown knows becomes a reference:
 * "numeric character references cannot be used in place of symbols indicating structure" (CommonMark 0.31, 2.5).
 */
export function escapeMarkdown(text: string, longest = longestLine): string {
  return cleanLine(text, longest)
    .replace(/[&<>"'|`*_~[\]()#!\\{}:@$^=+]|^\d+(?=[.)])|^-|www(?=\.)/gi, toReferences)
    .replaceAll('&#64;', `&#64;${noMention}`);
}

function toReferences(characters: string): string {
  return [...characters].map((character) => `&#${character.codePointAt(0)};`).join('');
}

/** Text in a `<pre>` of its own: a block that ends only with the tag, so that empty lines stay inside. */
export function preformatted(text: string): string {
  return `<pre>\n${escapeHtml(text)}\n</pre>`;
}

/** For one part of an address. Text that is no Unicode has no encoding: encodeURIComponent alone would throw. */
export function uriComponent(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
