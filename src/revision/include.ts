import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError, messageOf } from '../errors.ts';
import { someOf } from '../near-names.ts';
import { singleLine } from '../report/escape.ts';
import type { Entry } from './entry.ts';
import type { Pattern } from './patterns.ts';

export interface Include {
  /** Directory of the workspace that is the bundle's root. */
  readonly root: string;
  readonly patterns: readonly Pattern[];
  readonly signal: AbortSignal;
}

/**
 * The files and links of the workspace that the patterns name, hidden ones too. Links are not followed, and nothing of
 * git's own directories is taken.
 * @throws ActionError for a pattern that names nothing, and for what is neither a file nor a link.
 */
export async function includedEntries({ root, patterns, signal }: Include): Promise<Entry[]> {
  if (patterns.length === 0) return [];
  const found: Found[] = [];
  await walk({ root, patterns, signal, found }, '');
  const nothing = patterns.filter(({ matches }) => !found.some(({ path }) => matches(path)));
  if (nothing.length > 0) {
    throw new ActionError(
      `include: ${nothing.map(({ text }) => JSON.stringify(text)).join(', ')} matches no file in ${root}. Patterns are relative to path. Run the step that makes the files before this one.`,
    );
  }
  const special = found.filter(({ kind }) => kind === 'special').map(({ path }) => path);
  if (special.length > 0) {
    throw new ActionError(
      `include names what is neither a file nor a symbolic link: ${someOf(special)}. Narrow the pattern.`,
    );
  }
  const entries: Entry[] = [];
  for (const each of found) {
    signal.throwIfAborted();
    entries.push(await entryOf(root, each));
  }
  return entries;
}

interface Found {
  readonly path: string;
  readonly kind: 'file' | 'link' | 'special';
}

interface Walk extends Include {
  readonly found: Found[];
}

async function walk(options: Walk, directory: string): Promise<void> {
  const { root, patterns, signal, found } = options;
  signal.throwIfAborted();
  const children = await readdir(join(root, directory), { withFileTypes: true });
  for (const child of children) {
    if (child.name.toLowerCase() === '.git') continue;
    const path = directory === '' ? child.name : `${directory}/${child.name}`;
    if (child.isDirectory()) {
      if (patterns.some(({ reaches }) => reaches(path))) await walk(options, path);
    } else if (patterns.some(({ matches }) => matches(path))) {
      found.push({ path, kind: child.isSymbolicLink() ? 'link' : child.isFile() ? 'file' : 'special' });
    }
  }
}

async function entryOf(root: string, { path, kind }: Found): Promise<Entry> {
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
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) hash.update(chunk);
  return hash.digest('hex');
}
