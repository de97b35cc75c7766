import { posix } from 'node:path';
import { type BundleFile, bundleTree } from '../appspec/bundle-tree.ts';
import { checkAppSpec, checkScripts } from '../appspec/check.ts';
import type { Problem } from '../appspec/problem.ts';
import { scriptHeadBytes } from '../appspec/scripts.ts';
import { appSpecName } from './appspec-entry.ts';
import { readBlobs } from './blobs.ts';
import type { Repository } from './git.ts';
import type { TreeEntry } from './tree.ts';

export interface AppSpecSource {
  readonly repository: Repository;
  /** The bundle's, with `appspec.yml`. */
  readonly entries: readonly TreeEntry[];
  /** Directory of the repository that is the bundle's root. */
  readonly path: string;
  /** The AppSpec file's own path below it. */
  readonly appspec: string;
}

/** Reads what the AppSpec check wants to know of a bundle. The problems name files by their paths in the repository. */
export async function findProblems({
  repository,
  entries,
  path,
  appspec,
}: AppSpecSource): Promise<readonly Problem[]> {
  const inRepository = ({ file, ...problem }: Problem): Problem => ({
    ...problem,
    file: posix.join(path, file === appSpecName ? appspec : file),
  });
  const files = await withLinkTargets(repository, entries);
  const read = (paths: readonly string[], longest: number) =>
    readBeginnings(
      repository,
      entries.filter((entry) => paths.includes(entry.path)),
      longest,
    );
  const found = bundleTree(files, 'linux').find(appSpecName);
  if (found.kind !== 'file') return [inRepository(linkedNowhere)];
  const appSpec = (await read([found.path], longestAppSpec)).get(found.path) ?? Buffer.alloc(0);
  const { problems, scripts } = checkAppSpec({ appSpec, path: appSpecName, files });
  const heads = scripts.length > 0 ? await read(scripts, scriptHeadBytes) : new Map<string, Buffer>();
  return [...problems, ...checkScripts(heads)].map(inRepository);
}

/** Bytes. Nobody writes a longer one; it is held in memory. */
const longestAppSpec = 1024 * 1024;

const linkedNowhere: Problem = {
  severity: 'error',
  file: appSpecName,
  line: 1,
  message: `${appSpecName} is a symbolic link that leads to no file of the bundle. Every instance fails in BeforeInstall, because the agent does not find it. Commit the file itself.`,
};

async function withLinkTargets(
  repository: Repository,
  entries: readonly TreeEntry[],
): Promise<readonly BundleFile[]> {
  const links = entries.filter(({ mode }) => mode === '120000');
  const targets = await readBeginnings(repository, links, longestTarget);
  return entries.map(({ path }) => {
    const target = targets.get(path);
    return target ? { path, linkTarget: target.toString() } : { path };
  });
}

/** Bytes: PATH_MAX of Linux. */
const longestTarget = 4096;

/** The first bytes of each entry's content, by its path. */
async function readBeginnings(
  repository: Repository,
  entries: readonly TreeEntry[],
  longest: number,
): Promise<Map<string, Buffer>> {
  const beginnings = new Map<string, Buffer>();
  if (entries.length === 0) return beginnings;
  for await (const { entry, content } of readBlobs(repository, entries)) {
    let beginning = Buffer.alloc(0);
    for await (const chunk of content) {
      if (beginning.length < longest) beginning = Buffer.concat([beginning, chunk]).subarray(0, longest);
    }
    beginnings.set(entry.path, beginning);
  }
  return beginnings;
}
