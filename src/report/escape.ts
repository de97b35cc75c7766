/**
 * Text from AWS, an instance, a commit or an input is untrusted until one of these functions made it fit for the place
 * where it is shown.
 */

// ECMA-48 escape sequences: CSI, OSC and the two-character ones.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ansiSequence = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlCharacter = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
/** Characters that change the direction of text, or that can't be seen: they make text look like something else. */
const invisibleCharacter = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c\u{e0000}-\u{e007f}]/gu;
const lineBreak = /\r\n|[\n\r\u2028\u2029\u0085]/;

const longestLine = 2000;

/** The lines of a text, without what a terminal or a browser would act on, each cut to a length that can be read. */
export function cleanLines(text: string): string[] {
  return text
    .toWellFormed()
    .replace(ansiSequence, '')
    .split(lineBreak)
    .map((line) => line.replace(controlCharacter, '').replace(invisibleCharacter, ''))
    .map((line) =>
      line.length > longestLine
        ? `${line.slice(0, longestLine)}… (${line.length - longestLine} more characters)`
        : line,
    );
}

/**
 * The runner acts on `##[command]` anywhere in a line and on `::command` at its start
 * (actions/runner, ActionCommandManager): neither gets through.
 */
function defuseCommands(line: string): string {
  return line.replaceAll('##[', '## [').replace(/^(\s*):(?=:)/, '$1: ');
}

/** Untrusted text as a part of one log line. */
export function singleLine(text: string): string {
  return defuseCommands(cleanLines(text).join(' ').trim());
}

/** A text that another sentence can follow. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) || text === '' ? text : `${text}.`;
}

/** Untrusted text of several lines as lines for the log, set off by a bar, without empty lines at the end. */
export function quotedLines(text: string): string[] {
  return cleanLines(text.trimEnd()).map((line) => `  | ${defuseCommands(line)}`);
}

/** Untrusted text for HTML, in content or in a quoted attribute. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return cleanLines(text)
    .join('\n')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/**
 * Untrusted text in a line of Markdown or a cell of a table. Every character that Markdown knows becomes a reference:
 * "numeric character references cannot be used in place of symbols indicating structure" (CommonMark 0.31, 2.5).
 */
export function escapeMarkdown(text: string): string {
  return cleanLines(text)
    .join(' ')
    .trim()
    .replace(/[&<>"'|`*_~[\]()#!\\{}:@$^=+]|^[-.\d]+(?=[.)\s])|^-/g, (matched) =>
      [...matched].map((character) => `&#${character.codePointAt(0)};`).join(''),
    );
}

/** Text in a `<pre>` of its own: a block that ends only with the tag, so that empty lines stay inside. */
export function preformatted(text: string): string {
  return `<pre>\n${escapeHtml(text)}\n</pre>`;
}
