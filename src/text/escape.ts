/**
 * Text from AWS, an instance, a commit or an input is untrusted until one of these functions makes it safe for the
 * place where it appears.
 */

const esc = '\u001b';
const bell = '\u0007';
// ECMA-48 escape sequences: CSI, OSC and the two-character ones. An unterminated OSC keeps the text after it.
const ansiSequence = new RegExp(
  `${esc}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${bell}${esc}\\r\\n]*(?:${bell}|${esc}\\\\)|[@-_])`,
  'g',
);
/** Control characters in a line, except tabs. */
const controlCharacter = /(?!\t)\p{Cc}/gu;
/**
 * Invisible characters and those that change the direction of text can disguise it; .NET, in which the runner is
 * written, may ignore them when it looks for a command.
 */
const invisibleCharacter = /\p{Default_Ignorable_Code_Point}/gu;
const lineBreak = /\r\n|[\n\r\u2028\u2029\u0085]/;

/** Characters. */
const longestLine = 2000;

/** The lines of a text, without anything that a terminal or a browser would act on, each cut to a readable length. */
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

/** Joins all lines of a text into one. */
function cleanLine(text: string, longest: number): string {
  return shorten(visibleLines(text).join(' ').trim(), longest);
}

function shorten(line: string, longest: number): string {
  if (line.length <= longest) return line;
  const shown = line.slice(0, longest).replace(/[\ud800-\udbff]$/, '');
  return `${shown}… (${line.length - shown.length} more characters)`;
}

/** The runner acts on `##[command]` anywhere in a line (actions/runner, ActionCommand.TryParse). */
function withoutInnerCommands(line: string): string {
  return line.replaceAll('##[', '## [');
}

/** Untrusted text for part of a log line. The runner acts on `::command` at its start (ActionCommand.TryParseV2). */
export function singleLine(text: string): string {
  return withoutInnerCommands(cleanLine(text, longestLine)).replace(/^:(?=:)/, ': ');
}

/** The runner cuts an annotation at this many characters (actions/runner, ExecutionContext.AddIssue). */
const longestAnnotation = 4096;
const shortestCut = 100;

/**
 * A message as an annotation. Shortens long lines, so that the runner does not cut off the end, which says what to do.
 */
export function annotationText(message: string): string {
  const lines = visibleLines(message);
  let longest = longestLine;
  const cut = () => lines.map((line) => shorten(line, longest)).join('\n');
  while (cut().length > longestAnnotation && longest > shortestCut) longest /= 2;
  return cut();
}

/** Adds a full stop, so that another sentence can follow. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) || text === '' ? text : `${text}.`;
}

const bar = '  | ';

/**
 * Untrusted text as lines for the log, without empty lines at the end. The bar sets them off and keeps `::command` away
 * from the start of a line.
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

/** Untrusted text for HTML where a line break would end the block. */
export function escapeHtmlLine(text: string): string {
  return toHtml(cleanLine(text, longestLine)).replaceAll('@', `@${noMention}`);
}

/** GitHub links mentions and mail addresses. A comment separates an @ from the text after it. */
const noMention = '<!-- -->';

/**
 * Untrusted text for a line of Markdown or a table cell. Every character with a meaning in Markdown becomes a
 * reference: "numeric character references cannot be used in place of symbols indicating structure" (CommonMark 0.31,
 * 2.5).
 */
export function escapeMarkdown(text: string, longest = longestLine): string {
  return cleanLine(text, longest)
    .replace(/[&<>"'|`*_~[\]()#!\\{}:@$^=+]|^\d+(?=[.)])|^-|www(?=\.)/gi, toReferences)
    .replaceAll('&#64;', `&#64;${noMention}`);
}

function toReferences(characters: string): string {
  return [...characters].map((character) => `&#${character.codePointAt(0)};`).join('');
}

/** Text in its own `<pre>`: only the closing tag ends the block, so empty lines stay inside. */
export function preformatted(text: string): string {
  return `<pre>\n${escapeHtml(text)}\n</pre>`;
}

/** Encodes one part of a URL. encodeURIComponent alone would throw on malformed Unicode. */
export function uriComponent(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
