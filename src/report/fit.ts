/** The first of the lines that together, each with its line break, take at most `budget` bytes; how many do not fit. */
export function fit(lines: readonly string[], budget: number): { shown: string[]; omitted: number } {
  const shown: string[] = [];
  let room = budget;
  for (const line of lines) {
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) break;
    shown.push(line);
  }
  return { shown, omitted: lines.length - shown.length };
}
