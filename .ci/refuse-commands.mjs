/**
 * Ends with 1 if a file has what a runner takes for a command: `##[` anywhere, `::` at the start of a line. Shows such
 * lines broken, so that they are none here. Argument: the file.
 */
import { readFileSync } from 'node:fs';

const [, , file = ''] = process.argv;
const lines = readFileSync(file, 'utf8').split(/[\r\n]+/);
const found = lines.filter((line) => /##\[|^\s*::/.test(line));
if (found.length > 0) {
  const broken = found.map((line) => line.replaceAll('##[', '## [').replace(/^\s*::/, ': :'));
  console.error(['The output of the tests has what a runner takes for a command:', ...broken].join('\n'));
  process.exitCode = 1;
}
