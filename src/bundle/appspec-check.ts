import { posix } from 'node:path';
import { type BundleFile, bundleTree } from '../appspec/bundle-tree.ts';
import { checkAppSpec, checkScripts } from '../appspec/check.ts';
import { readDocument } from '../appspec/document.ts';
import { type OperatingSystem, operatingSystem } from '../appspec/header.ts';
import type { Problem } from '../appspec/problem.ts';
import { scriptHeadBytes } from '../appspec/scripts.ts';
import { appSpecName } from './appspec-entry.ts';
import type { Entry } from './entry.ts';
import { readContents } from './read-contents.ts';

/** A bundle, as far as the check reads it. */
export interface AppSpecSource {
  /** With `appspec.yml`, and where links point. */
  readonly files: readonly BundleFile[];
  /** The first bytes of these files, at most `longest` of each. */
  readBeginnings(paths: readonly string[], longest: number): Promise<ReadonlyMap<string, Buffer>>;
}

/** The entries of a bundle that is to be made. `directory` is for temporary files. */
export async function appSpecSource(entries: readonly Entry[], directory: string): Promise<AppSpecSource> {
  return {
    files: await withLinkTargets(entries, directory),
    readBeginnings(paths, longest) {
      const wanted = new Set(paths);
      return readBeginnings(
        entries.filter(({ path }) => wanted.has(path)),
        { directory, longest },
      );
    },
  };
}

/** Directory of the repository that is the bundle's root, and the AppSpec file's own path below it. */
export interface AppSpecPlace {
  readonly path: string;
  readonly appspec: string;
}

/** Reads what the AppSpec check wants to know of a bundle. The problems name files by their paths in the repository. */
export async function findProblems(
  source: AppSpecSource,
  { path, appspec }: AppSpecPlace,
): Promise<readonly Problem[]> {
  const inRepository = ({ file, ...problem }: Problem): Problem => ({
    ...problem,
    file: posix.join(path, file),
  });
  const { files } = source;
  const appSpec = await readAppSpec(source);
  if (!appSpec) return [inRepository(linkedNowhere)];
  const { problems, scripts } = checkAppSpec({ appSpec, path: appspec, files });
  const heads = await source.readBeginnings([...scripts.keys()], scriptHeadBytes);
  return [...problems, ...checkScripts(heads, scripts)].map(inRepository);
}

/** The instances that the AppSpec file is for. */
export async function operatingSystemOf(source: AppSpecSource): Promise<OperatingSystem> {
  const { root } = readDocument((await readAppSpec(source)) ?? Buffer.alloc(0));
  return root?.kind === 'mapping' ? operatingSystem(root) : 'linux';
}

/** The entries, and where those that are links point. */
async function withLinkTargets(entries: readonly Entry[], directory: string): Promise<readonly BundleFile[]> {
  const links = entries.filter(({ mode }) => mode === '120000');
  const targets = await readBeginnings(links, { directory, longest: longestTarget });
  return entries.map(({ path }) => {
    const target = targets.get(path);
    return target ? { path, linkTarget: target.toString() } : { path };
  });
}

/** Bytes: PATH_MAX of Linux. */
const longestTarget = 4096;

/** Bytes. Nobody writes a longer one; it is held in memory. */
const longestAppSpec = 1024 * 1024;

const linkedNowhere: Problem = {
  severity: 'error',
  file: appSpecName,
  line: 1,
  message: `${appSpecName} is a symbolic link that leads to no file of the bundle. Every instance fails in BeforeInstall, because the agent does not find it. Commit the file itself.`,
};

/** `undefined` when the AppSpec file is a link that leads to no file. */
async function readAppSpec(source: AppSpecSource): Promise<Buffer | undefined> {
  const found = bundleTree(source.files, 'linux').find(appSpecName);
  if (found.kind !== 'file') return undefined;
  return (await source.readBeginnings([found.path], longestAppSpec)).get(found.path);
}

/** The first bytes of each entry's content, by its path. */
async function readBeginnings(
  entries: readonly Entry[],
  { directory, longest }: { directory: string; longest: number },
): Promise<Map<string, Buffer>> {
  const beginnings = new Map<string, Buffer>();
  for await (const { entry, content } of readContents(entries, { directory })) {
    let beginning = Buffer.alloc(0);
    for await (const chunk of content) {
      if (beginning.length < longest) beginning = Buffer.concat([beginning, chunk]).subarray(0, longest);
    }
    beginnings.set(entry.path, beginning);
  }
  return beginnings;
}
