import { createHash } from 'node:crypto';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError, messageOf } from '../control/errors.ts';
import { singleLine } from '../text/escape.ts';
import { someOf } from '../text/suggestions.ts';
import { readBlocks } from './blocks.ts';
import type { Entry } from './entry.ts';
import { assertNames } from './names.ts';
import type { Pattern } from './patterns.ts';

/** A file, link or something else in the workspace. */
export interface WorkspaceFile {
  /** In the bundle. */
  readonly path: string;
  /** On disk. */
  readonly file: string;
  readonly kind: 'file' | 'link' | 'special';
}

export interface Walk {
  /** Where it begins; paths are relative to it. */
  readonly root: string;
  readonly patterns: readonly Pick<Pattern, 'matches' | 'reaches'>[];
  readonly signal: AbortSignal;
}

/** What a walk has come across. */
export interface Walked {
  readonly found: readonly WorkspaceFile[];
  /** Links that no pattern names. */
  readonly links: readonly string[];
}

/** What the patterns name, hidden files too. Links are not followed, and nothing of git's own directories is taken. */
export async function walk(options: Walk): Promise<Walked> {
  const walked: Found = { found: [], links: [] };
  await visit(options, '', walked);
  return walked;
}

interface Found extends Walked {
  readonly found: WorkspaceFile[];
  readonly links: string[];
}

async function visit(options: Walk, directory: string, { found, links }: Found): Promise<void> {
  const { root, patterns, signal } = options;
  signal.throwIfAborted();
  const children = await readdir(join(root, directory), { withFileTypes: true }).catch((error: unknown) => {
    throw new ActionError(
      `A directory of the workspace cannot be read: ${singleLine(messageOf(error))}. See that no step removes or locks it.`,
    );
  });
  for (const child of children) {
    if (child.name.toLowerCase() === '.git') continue;
    const path = directory === '' ? child.name : `${directory}/${child.name}`;
    if (child.isDirectory()) {
      if (patterns.some(({ reaches }) => reaches(path))) await visit(options, path, { found, links });
    } else if (patterns.some(({ matches }) => matches(path))) {
      const kind = child.isSymbolicLink() ? 'link' : child.isFile() ? 'file' : 'special';
      found.push({ path, file: join(root, path), kind });
    } else if (child.isSymbolicLink()) {
      links.push(path);
    }
  }
}

/**
 * Files and links of the workspace as entries of a bundle. This reads them.
 * @throws ActionError for what is neither a file nor a link, and for what cannot be read.
 */
export async function workspaceEntries(
  found: readonly WorkspaceFile[],
  signal: AbortSignal,
): Promise<Entry[]> {
  assertNames(found.map(({ path }) => path));
  const special = found.filter(({ kind }) => kind === 'special').map(({ path }) => path);
  if (special.length > 0) {
    throw new ActionError(
      `What is neither a file nor a symbolic link cannot be deployed: ${someOf(special)}. Narrow include, or name it in exclude.`,
    );
  }
  const entries: Entry[] = [];
  for (const each of found) {
    signal.throwIfAborted();
    entries.push(await entryOf(each));
  }
  return entries;
}

async function entryOf({ path, file, kind }: WorkspaceFile): Promise<Entry> {
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
    throw new ActionError(
      `${singleLine(path)} of the workspace cannot be read: ${singleLine(messageOf(error))}.`,
    );
  }
}

function linkEntry(path: string, target: Buffer): Entry {
  const identity = `sha256:${createHash('sha256').update(target).digest('hex')}`;
  return { path, mode: '120000', identity, source: { kind: 'bytes', bytes: target } };
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const block of readBlocks(file)) hash.update(block);
  return hash.digest('hex');
}
