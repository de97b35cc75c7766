import type { Repository } from './git.ts';

/** The modes that git has for blobs: a file, an executable file, a symbolic link. */
export const blobModes = ['100644', '100755', '120000'] as const;
export type BlobMode = (typeof blobModes)[number];

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
  | { readonly kind: 'blob'; readonly repository: Repository; readonly oid: string }
  /** What `git archive` makes of the file of the commit, by its attributes. `path` is from the top of the repository. */
  | {
      readonly kind: 'converted';
      readonly repository: Repository;
      readonly sha: string;
      readonly path: string;
    }
  /** What the blob, a pointer of Git LFS, stands for. */
  | { readonly kind: 'lfs'; readonly repository: Repository; readonly oid: string }
  | FileSource
  | { readonly kind: 'bytes'; readonly bytes: Buffer };

/** A file on disk. */
export interface FileSource {
  readonly kind: 'file';
  readonly file: string;
  /** Bytes that it must have. */
  readonly size: number;
  /** What it must hold, in hexadecimal. */
  readonly sha256?: string;
}

/** Orders entries by the bytes of their names, as git does. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));
}
