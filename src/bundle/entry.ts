import type { Repository } from '../git/git.ts';
import type { BlobMode } from '../git/tree.ts';

/** A file or symbolic link of a bundle. */
export interface Entry {
  /** Relative to the bundle's root, with forward slashes. */
  readonly path: string;
  readonly mode: BlobMode;
  /** Stands for the content in the bundle's digest: it differs when the content differs. */
  readonly identity: string;
  readonly source: Source;
}

/** Where the content of an entry is. */
export type Source =
  | BlobSource
  /** A file of the commit as `git archive` converts it by its attributes. `path` is from the top of the repository. */
  | {
      readonly kind: 'converted';
      readonly repository: Repository;
      readonly sha: string;
      readonly path: string;
    }
  /** The file that the blob, a Git LFS pointer, points to. */
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
  /** The size that it must have, in bytes. */
  readonly size: number;
  /** The SHA-256 that it must have, in hexadecimal. */
  readonly sha256?: string;
  /** The git object name that it must have. */
  readonly oid?: string;
}

/** Orders entries by the bytes of their names, as git does. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));
}
