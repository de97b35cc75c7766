import { createHash } from 'node:crypto';
import type { BundleType } from './location.ts';
import type { TreeEntry } from './tree.ts';

/** Changes when the same entries are bundled in another way, so that no key ever names two different bundles. */
const format = 'codedeploy-action bundle 1';

/** SHA-256, in hexadecimal, of what a bundle holds: the name, mode and content of every entry, in any order. */
export function contentDigest(bundleType: BundleType, entries: readonly TreeEntry[]): string {
  const hash = createHash('sha256').update(`${format}\0${bundleType}\0`);
  for (const { mode, oid, path } of [...entries].sort(byPath)) hash.update(`${mode} ${oid} ${path}\0`);
  return hash.digest('hex');
}

/** Orders entries by the bytes of their names, as git does. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));
}
