import { stripVTControlCharacters } from 'node:util';

/**
 * Text in which a GitHub runner finds no command: neither `##[` anywhere nor `::` at the start of a line. Colours and
 * other control characters are left out before, since they could hide one.
 */
export function withoutCommands(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\r\n|[\r\u0085\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|\p{Cf}/gu, '')
    .replaceAll('##[', '## [')
    .replaceAll(/^(\s*):(?=:)/gm, '$1: ');
}
