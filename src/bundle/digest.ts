import { createHash } from 'node:crypto';
import type { BundleType } from '../model/revision.ts';
import { byPath, type Entry } from './entry.ts';

/** Changes when the same entries are bundled in another way, so that no key ever names two different bundles. */
const formats: Record<BundleType, string> = {
  zip: 'codedeploy-action bundle 2',
  tar: 'codedeploy-action bundle 3',
  tgz: 'codedeploy-action bundle 3',
};

/** The SHA-256, in hexadecimal, of the path, mode and content of every entry. Their order does not matter. */
export function contentDigest(
  bundleType: BundleType,
  entries: readonly Pick<Entry, 'path' | 'mode' | 'identity'>[],
): string {
  const hash = createHash('sha256').update(`${formats[bundleType]}\0${bundleType}\0`);
  for (const { mode, identity, path } of [...entries].sort(byPath))
    hash.update(`${mode}\0${identity}\0${path}\0`);
  return hash.digest('hex');
}
