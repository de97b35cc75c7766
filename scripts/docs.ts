/**
 * Writes what is told elsewhere too: the tables of inputs and outputs in README.md from action.yml, between their
 * markers, and docs/troubleshooting.md from the remedies. `--check` writes nothing and fails when one is not up to date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { troubleshooting } from './troubleshooting.ts';

interface Entry {
  description: string;
  required?: boolean;
  default?: string;
}

interface Action {
  inputs: Record<string, Entry>;
  outputs: Record<string, Entry>;
}

const action: Action = parse(readFileSync('action.yml', 'utf8'));
const documents = {
  'README.md': [
    { section: 'inputs', table: inputTable(action.inputs) },
    { section: 'outputs', table: outputTable(action.outputs) },
  ].reduce(replaceSection, readFileSync('README.md', 'utf8')),
  'docs/troubleshooting.md': troubleshooting(),
};

for (const [path, text] of Object.entries(documents)) {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (text === before) continue;
  if (process.argv.includes('--check')) {
    console.error(`${path} does not match what it is made from. Run \`npm run docs\`.`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
  }
}

function inputTable(inputs: Action['inputs']): string[] {
  return [
    '| Input | Default | Meaning |',
    '| --- | --- | --- |',
    ...Object.entries(inputs).map(
      ([name, input]) => `| \`${name}\` | ${defaultOf(input)} | ${textOf(name, input)} |`,
    ),
  ];
}

function outputTable(outputs: Action['outputs']): string[] {
  return [
    '| Output | Meaning |',
    '| --- | --- |',
    ...Object.entries(outputs).map(([name, output]) => `| \`${name}\` | ${textOf(name, output)} |`),
  ];
}

function defaultOf({ required, default: value }: Entry): string {
  if (required) return '**required**';
  return value === undefined ? '' : `\`${value}\``;
}

function textOf(name: string, { description }: Entry): string {
  if (!description) throw new Error(`action.yml: ${name} has no description.`);
  return description.trim().replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function replaceSection(readme: string, { section, table }: { section: string; table: string[] }): string {
  const start = `<!-- ${section} -->`;
  const end = `<!-- /${section} -->`;
  const [head, , ...tail] = readme.split(new RegExp(`${start}|${end}`));
  if (head === undefined || tail.length !== 1)
    throw new Error(`README.md lacks the markers ${start} and ${end}.`);
  return `${head}${start}\n\n${table.join('\n')}\n\n${end}${tail[0]}`;
}
