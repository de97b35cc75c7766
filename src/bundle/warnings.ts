import type { BundleFile } from '../appspec/bundle-tree.ts';
import { someOf } from '../text/suggestions.ts';
import { sameButForCase } from './names.ts';
import type { BundleContent } from './select.ts';
import { strayLinks } from './stray-links.ts';

/** Warns of what instances may not expect of a bundle. `files`: its entries, with where links point. */
export function tellContent(
  { changed, files }: Pick<BundleContent, 'changed'> & { files: readonly BundleFile[] },
  warn: (line: string) => void,
): void {
  if (changed.length > 0) {
    warn(
      `${count(changed, 'file is', 'files are')} changed or removed in the workspace, and packaged as committed: ${someOf(changed)}. Add to include what shall be packaged as it is in the workspace.`,
    );
  }
  const { leaving, dangling } = strayLinks(files);
  if (leaving.length > 0) {
    warn(
      `${count(leaving, 'symbolic link leads out of the bundle, and means', 'symbolic links lead out of the bundle, and mean')} something else, or nothing, on instances: ${someOf(leaving)}.`,
    );
  }
  if (dangling.length > 0) {
    warn(
      `${count(dangling, 'symbolic link leads', 'symbolic links lead')} to nothing in the bundle: ${someOf(dangling)}.`,
    );
  }
  const alike = sameButForCase(files.map(({ path }) => path));
  if (alike.length > 0) {
    warn(
      `Names differ only in upper and lower case, and are one and the same on Windows: ${someOf(alike.map((names) => names.join(' = ')))}.`,
    );
  }
}

function count(items: readonly unknown[], one: string, many: string): string {
  return `${items.length} ${items.length === 1 ? one : many}`;
}
