import type { BundleFile } from '../appspec/bundle-tree.ts';
import { someOf } from '../text/suggestions.ts';
import { sameButForCase } from './names.ts';
import type { SelectedFiles } from './select.ts';
import { strayLinks } from './stray-links.ts';

/** Warns of possible surprises on instances. `changed` is as in {@link SelectedFiles}; `files` has the link targets. */
export function contentWarnings({
  changed,
  files,
}: Pick<SelectedFiles, 'changed'> & { files: readonly BundleFile[] }): string[] {
  const warnings: string[] = [];
  if (changed.length > 0) {
    warnings.push(
      `${count(changed, 'file is', 'files are')} changed or removed in the workspace, and packaged as committed: ${someOf(changed)}. To package a file as it is in the workspace, add it to include.`,
    );
  }
  const { leaving, dangling } = strayLinks(files);
  if (leaving.length > 0) {
    warnings.push(
      `${count(leaving, 'symbolic link leads', 'symbolic links lead')} out of the bundle, to something else or nothing on instances: ${someOf(leaving)}.`,
    );
  }
  if (dangling.length > 0) {
    warnings.push(
      `${count(dangling, 'symbolic link leads', 'symbolic links lead')} to nothing in the bundle: ${someOf(dangling)}.`,
    );
  }
  const alike = sameButForCase(files.map(({ path }) => path));
  if (alike.length > 0) {
    warnings.push(
      `Some names differ only in case, and are the same on Windows: ${someOf(alike.map((names) => names.join(' = ')))}.`,
    );
  }
  return warnings;
}

function count(items: readonly unknown[], one: string, many: string): string {
  return `${items.length} ${items.length === 1 ? one : many}`;
}
