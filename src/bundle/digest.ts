import { createHash } from 'node:crypto';
import type { BundleType } from '../model/revision.ts';
import { byPath, type Entry } from './entry.ts';

/** Change this when the same entries give a different bundle, so that no key ever names two different bundles. */
const format = 'codedeploy-action bundle 2';

/** The SHA-256, in hexadecimal, of the path, mode and content of every entry. Their order does not matter. */
export function contentDigest(
  bundleType: BundleType,
  entries: readonly Pick<Entry, 'path' | 'mode' | 'identity'>[],
): string {
  const hash = createHash('sha256').update(`${format}\0${bundleType}\0`);
  for (const { mode, identity, path } of [...entries].sort(byPath))
    hash.update(`${mode}\0${identity}\0${path}\0`);
  return hash.digest('hex');
}
