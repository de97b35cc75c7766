import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError } from '../control/errors.ts';
import { withAppSpec } from './appspec-entry.ts';
import { byPath, type Entry } from './entry.ts';
import { findIncluded } from './include.ts';
import { assertNames } from './names.ts';
import { type BundleSelection, exclusion, replaced } from './select.ts';
import { walk, workspaceEntries } from './workspace-files.ts';

const everything = { matches: () => true, reaches: () => true };

/**
 * What a bundle of a folder of the workspace holds: its files as they lie there, with or without git.
 * @returns them by the bytes of their names.
 * @throws ActionError when they cannot be deployed.
 */
export async function selectWorkspaceFiles(
  { path, appspec, include, exclude }: BundleSelection,
  { workspace, signal }: { readonly workspace: string; readonly signal: AbortSignal },
): Promise<readonly Entry[]> {
  const root = join(workspace, path);
  if (!(await stat(root).catch(() => undefined))?.isDirectory()) {
    throw new ActionError(
      `path: ${path} is not a directory of the workspace ${workspace}. Run the step that makes or downloads it before this one, or correct path.`,
    );
  }
  const { found } = await walk({ root, patterns: [everything], signal });
  const all = replaced(found, await findIncluded({ root, workspace, signal }, include));
  if (all.length === 0) {
    throw new ActionError(
      `path: ${path} has no files in the workspace ${workspace}. Run the step that makes or downloads them before this one.`,
    );
  }
  const excluded = exclusion(exclude);
  excluded.assertMatching(all);
  const wanted = all.filter(({ path }) => path === appspec || !excluded.has(path));
  const entries = await workspaceEntries(wanted, signal);
  const kept = entries.filter(({ path }) => !excluded.has(path));
  const selected = withAppSpec(kept, appspec, entries).sort(byPath);
  assertNames(selected.map(({ path }) => path));
  return selected;
}
