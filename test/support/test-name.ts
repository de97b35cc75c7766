const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Data as a part of a test's name: on one line, visible, and without what a GitHub runner that shows the name would
 * take for a command.
 */
export function testName(data: unknown, length = 60): string {
  return String(JSON.stringify(data))
    .replaceAll(unseen, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
    .replaceAll('##[', '##\\u{5b}')
    .replaceAll('::', ':\\u{3a}')
    .slice(0, length);
}
