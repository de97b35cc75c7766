import { createHash } from 'node:crypto';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError, messageOf } from '../control/errors.ts';
import { singleLine } from '../text/escape.ts';
import { someOf } from '../text/suggestions.ts';
import { readBlocks } from './blocks.ts';
import type { Entry } from './entry.ts';
import { assertNames } from './names.ts';
import { type Pattern, suggestLines } from './patterns.ts';

export interface Workspace {
  /** The directory of the workspace that becomes the bundle's root. */
  readonly root: string;
  readonly signal: AbortSignal;
}

/** A file, link or something else in the workspace. */
export interface WorkspaceFile {
  readonly path: string;
  readonly kind: 'file' | 'link' | 'special';
}

/**
 * Finds the files in the workspace that match the patterns, including hidden files. Does not follow links, and skips
 * `.git` directories.
 * @throws ActionError for a pattern that matches nothing.
 */
export async function findIncluded(
  workspace: Workspace,
  patterns: readonly Pattern[],
): Promise<WorkspaceFile[]> {
  if (patterns.length === 0) return [];
  const walked: Walk = { ...workspace, patterns, found: [], links: [] };
  await walk(walked, '');
  const { found, links } = walked;
  const unmatched = patterns.filter(({ matches }) => !found.some(({ path }) => matches(path)));
  if (unmatched.length > 0) {
    const linksOnTheWay = links.filter((path) => unmatched.some(({ reaches }) => reaches(path)));
    const remedy =
      linksOnTheWay.length > 0
        ? `Symbolic links are not followed: ${someOf(linksOnTheWay)}.`
        : 'Run the step that creates the files before this one.';
    throw new ActionError(
      `include: ${unmatched.map(({ text }) => JSON.stringify(text)).join(', ')} matches no file in ${workspace.root}.${suggestLines(unmatched)} Patterns are relative to path. ${remedy}`,
    );
  }
  return found;
}

/**
 * Reads the files and links that were found, and makes entries of them.
 * @throws ActionError for anything but a file or a link, and for a file that cannot be read.
 */
export async function includedEntries(
  { root, signal }: Workspace,
  found: readonly WorkspaceFile[],
): Promise<Entry[]> {
  assertNames(found.map(({ path }) => path));
  const special = found.filter(({ kind }) => kind === 'special').map(({ path }) => path);
  if (special.length > 0) {
    throw new ActionError(
      `include matches something that is neither a file nor a symbolic link: ${someOf(special)}. Narrow the pattern.`,
    );
  }
  const entries: Entry[] = [];
  for (const each of found) {
    signal.throwIfAborted();
    entries.push(await entryOf(root, each));
  }
  return entries;
}

interface Walk extends Workspace {
  readonly patterns: readonly Pattern[];
  readonly found: WorkspaceFile[];
  /** Links that no pattern matches. */
  readonly links: string[];
}

async function walk(options: Walk, directory: string): Promise<void> {
  const { root, patterns, signal, found, links } = options;
  signal.throwIfAborted();
  const children = await readdir(join(root, directory), { withFileTypes: true }).catch((error: unknown) => {
    throw new ActionError(
      `include: a directory of the workspace cannot be read: ${singleLine(messageOf(error))}. Make sure that no step removes or locks it.`,
    );
  });
  for (const child of children) {
    if (child.name.toLowerCase() === '.git') continue;
    const path = directory === '' ? child.name : `${directory}/${child.name}`;
    if (child.isDirectory()) {
      if (patterns.some(({ reaches }) => reaches(path))) await walk(options, path);
    } else if (patterns.some(({ matches }) => matches(path))) {
      found.push({ path, kind: child.isSymbolicLink() ? 'link' : child.isFile() ? 'file' : 'special' });
    } else if (child.isSymbolicLink()) {
      links.push(path);
    }
  }
}

async function entryOf(root: string, { path, kind }: WorkspaceFile): Promise<Entry> {
  const file = join(root, path);
  try {
    if (kind === 'link') return linkEntry(path, await readlink(file, { encoding: 'buffer' }));
    const sha256 = await sha256Of(file);
    const { mode, size } = await lstat(file);
    const isExecutable = (mode & 0o100) !== 0;
    return {
      path,
      mode: isExecutable ? '100755' : '100644',
      identity: `sha256:${sha256}`,
      source: { kind: 'file', file, size, sha256 },
    };
  } catch (error) {
    throw new ActionError(`include: ${singleLine(path)} cannot be read: ${singleLine(messageOf(error))}.`);
  }
}

function linkEntry(path: string, target: Buffer): Entry {
  const identity = `sha256:${createHash('sha256').update(target).digest('hex')}`;
  return { path, mode: '120000', identity, source: { kind: 'bytes', bytes: target } };
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const block of readBlocks(file)) hash.update(block);
  return hash.digest('hex');
}
