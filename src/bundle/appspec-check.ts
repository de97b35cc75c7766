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
  /** The files of the bundle, including `appspec.yml`, with the targets of links. */
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

/** The directory of the repository that becomes the bundle's root, and the AppSpec file's own path below it. */
export interface AppSpecPlace {
  readonly path: string;
  readonly appspec: string;
}

/** Runs the AppSpec check on a bundle. The problems name files by their paths in the repository. */
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
  if (!appSpec) return [inRepository(danglingAppSpec)];
  const { problems, scripts } = checkAppSpec({ appSpec, path: appspec, files });
  const heads = await source.readBeginnings([...scripts.keys()], scriptHeadBytes);
  return [...problems, ...checkScripts(heads, scripts)].map(inRepository);
}

/** The operating system that the AppSpec file is for. */
export async function operatingSystemOf(source: AppSpecSource): Promise<OperatingSystem> {
  const { root } = readDocument((await readAppSpec(source)) ?? Buffer.alloc(0));
  return root?.kind === 'mapping' ? operatingSystem(root) : 'linux';
}

/** The entries as bundle files, with the targets of links. */
async function withLinkTargets(entries: readonly Entry[], directory: string): Promise<readonly BundleFile[]> {
  const links = entries.filter(({ mode }) => mode === '120000');
  const targets = await readBeginnings(links, { directory, longest: longestTarget });
  return entries.map(({ path }) => {
    const target = targets.get(path);
    return target ? { path, linkTarget: target.toString() } : { path };
  });
}

/** In bytes: PATH_MAX of Linux. */
const longestTarget = 4096;

/** In bytes. Limits what is held in memory; nobody writes a longer one. */
const longestAppSpec = 1024 * 1024;

const danglingAppSpec: Problem = {
  severity: 'error',
  file: appSpecName,
  line: 1,
  message: `${appSpecName} is a symbolic link that does not lead to a file in the bundle. Every instance fails in BeforeInstall, because the agent does not find the file. Commit the file itself.`,
};

/** `undefined` when the AppSpec file is a link that does not lead to a file in the bundle. */
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
