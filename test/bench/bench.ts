/** `npm run bench`: packaging beside other tools, in rounds, as ratios of medians. `-- --rounds N` for more than five. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../support/documents.ts';
import { compile, contenders, isInstalled, type Measured, measure, median, program } from './contenders.ts';
import { commitLargeFiles, commitNodeModules, type Tree } from './trees.ts';
import { unchangedRuns } from './unchanged.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);
const directory = mkdtempSync(join(tmpdir(), 'codedeploy-action-bench-'));
const scratch = join(directory, 'scratch');
mkdirSync(scratch);
await compile();
try {
  print(`${new Date().toISOString().slice(0, 10)}, ${machine()}, ${rounds} rounds, medians`);
  for (const { name, largest } of [
    { name: 'installed node_modules', largest: Number.POSITIVE_INFINITY },
    { name: 'installed node_modules without files over 1 MB', largest: 1_000_000 },
  ]) {
    const checkout = join(directory, `checkout-${largest}`);
    const tree = commitNodeModules(join(root, 'node_modules'), { directory: checkout, largest });
    print(`\n## A commit of ${describe(tree)}: ${name}\n`);
    compare(checkout);
    const runs = join(scratch, `runs-${largest}`);
    mkdirSync(runs);
    const unchanged = await unchangedRuns(checkout, { scratch: runs, rounds });
    print(`\nThe same commit again, the whole action: ${seconds(median(unchanged))}`);
  }
  const large = join(directory, 'large');
  const target = join(directory, 'bundle');
  mkdirSync(target);
  const largeTree = commitLargeFiles(20, large);
  print(`\n## A commit of ${describe(largeTree)}\n`);
  const output = execFileSync(process.execPath, [program('pack.js'), large, target], {
    encoding: 'utf8',
  });
  const { milliseconds, memory }: Record<string, number> = JSON.parse(output);
  print(`Peak memory: ${megabytes(memory ?? Number.NaN)}, in ${seconds(milliseconds ?? Number.NaN)}`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function compare(checkout: string): void {
  const all = contenders(checkout, scratch);
  const present = all.filter(isInstalled);
  const results = new Map(present.map(({ name }) => [name, [] as Measured[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of present) results.get(contender.name)?.push(measure(contender, checkout));
  }
  const medians = [...results].map(([name, runs]) => ({
    name,
    time: median(runs.map(({ milliseconds }) => milliseconds)),
    size: median(runs.map(({ size }) => size)),
  }));
  const [own] = medians;
  print('| | Time | Size | Time of codedeploy-action to it | Size of its archive to it |');
  print('| --- | ---: | ---: | ---: | ---: |');
  for (const { name, time, size } of medians) {
    const ratios = own ? [own.time / time, own.size / size] : [];
    print(
      `| ${name} | ${seconds(time)} | ${megabytes(size)} | ${ratios.map((ratio) => ratio.toFixed(3)).join(' | ')} |`,
    );
  }
  for (const { name } of all.filter((contender) => !present.includes(contender))) {
    print(`\n${name} is not on this machine, and left out.`);
  }
}

function machine(): string {
  const [cpu] = cpus();
  const git = execFileSync('git', ['--version'], { encoding: 'utf8' }).trim();
  return `${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${git}`;
}

function describe({ files, size }: Tree): string {
  return `${files} files, ${megabytes(size)}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function print(line: string): void {
  console.log(line);
}
