import { type BundleFile, bundleTree } from '../appspec/bundle-tree.ts';

export interface StrayLinks {
  /** Links that lead out of the bundle. */
  readonly leaving: readonly string[];
  /** Links to something that is not in the bundle. */
  readonly dangling: readonly string[];
}

/** The links of a bundle that do not lead to something in it. */
export function strayLinks(files: readonly BundleFile[]): StrayLinks {
  const links = files.filter(({ linkTarget }) => linkTarget !== undefined).map(({ path }) => path);
  if (links.length === 0) return { leaving: [], dangling: [] };
  const tree = bundleTree(files, 'linux');
  const found = links.map((path) => ({ path, kind: tree.find(path).kind }));
  const ofKind = (wanted: string) => found.filter(({ kind }) => kind === wanted).map(({ path }) => path);
  return { leaving: ofKind('outside'), dangling: ofKind('missing') };
}
