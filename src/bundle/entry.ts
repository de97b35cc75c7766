import type { Repository } from '../git/git.ts';
import type { BlobMode } from '../git/tree.ts';

/** A file or symbolic link of a bundle. */
export interface Entry {
  /** Relative to the bundle's root, with forward slashes. */
  readonly path: string;
  readonly mode: BlobMode;
  /** Differs when the content differs: what the bundle's digest holds of it. */
  readonly identity: string;
  readonly source: Source;
}

/** Where the content of an entry is. */
export type Source =
  | BlobSource
  /** What `git archive` makes of the file of the commit, by its attributes. `path` is from the top of the repository. */
  | {
      readonly kind: 'converted';
      readonly repository: Repository;
      readonly sha: string;
      readonly path: string;
    }
  /** What the blob, a pointer of Git LFS, stands for. */
  | (Omit<BlobSource, 'kind'> & { readonly kind: 'lfs' })
  | FileSource
  | { readonly kind: 'bytes'; readonly bytes: Buffer };

/** A file or symbolic link of a commit. */
export interface BlobSource {
  readonly kind: 'blob';
  readonly repository: Repository;
  /** Object name. */
  readonly oid: string;
  /** From the top of the repository. */
  readonly path: string;
}

/** A file on disk. */
export interface FileSource {
  readonly kind: 'file';
  readonly file: string;
  /** Bytes that it must have. */
  readonly size: number;
  /** What it must hold: its SHA-256, in hexadecimal. */
  readonly sha256?: string;
  /** What it must hold: the name that git has for it. */
  readonly oid?: string;
}

/** Orders entries by the bytes of their names, as git does. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));
}
