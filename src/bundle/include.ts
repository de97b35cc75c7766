import { join, relative } from 'node:path';
import { ActionError } from '../control/errors.ts';
import { someOf } from '../text/suggestions.ts';
import { createPattern, suggestLines } from './patterns.ts';
import { type WorkspaceFile, walk } from './workspace-files.ts';

export interface IncludeFrom {
  /** The directory of the workspace that becomes the bundle's root. */
  readonly root: string;
  /** Globs must not lead out of it. */
  readonly workspace: string;
  readonly signal: AbortSignal;
}

/**
 * Finds the files in the workspace that match the globs. A glob may begin with `../`; in the bundle, its files have their
 * paths without that beginning.
 * @throws ActionError for a glob that matches nothing or leads out of the workspace.
 */
export async function findIncluded(from: IncludeFrom, globs: readonly string[]): Promise<WorkspaceFile[]> {
  const byParents = Map.groupBy(globs, (glob) => parentsIn(glob));
  const all: WorkspaceFile[] = [];
  for (const [parents, group] of byParents) all.push(...(await findBelow(parents, group, from)));
  return all;
}

/** `../../` of `../../target/app.jar`. */
function parentsIn(glob: string): string {
  return /^(\.\.\/)*/.exec(glob)?.[0] ?? '';
}

async function findBelow(
  parents: string,
  globs: readonly string[],
  { root, workspace, signal }: IncludeFrom,
): Promise<readonly WorkspaceFile[]> {
  const directory = join(root, parents);
  if (relative(workspace, directory).startsWith('..')) {
    throw new ActionError(
      `include: ${listed(globs)} leads out of the workspace ${workspace}. Patterns are relative to path. Copy the files into the workspace in a step before this one.`,
    );
  }
  const patterns = globs.map((glob) => createPattern(glob.slice(parents.length)));
  const { found, links } = await walk({ root: directory, patterns, signal });
  const unmatched = patterns.filter(({ matches }) => !found.some(({ path }) => matches(path)));
  if (unmatched.length > 0) {
    const linksOnTheWay = links.filter((path) => unmatched.some(({ reaches }) => reaches(path)));
    const remedy =
      linksOnTheWay.length > 0
        ? `Symbolic links are not followed: ${someOf(linksOnTheWay)}.`
        : 'Run the step that creates the files before this one.';
    throw new ActionError(
      `include: ${listed(unmatched.map(({ text }) => parents + text))} matches no file in ${root}.${suggestLines(unmatched)} Patterns are relative to path. ${remedy}`,
    );
  }
  return found;
}

function listed(globs: readonly string[]): string {
  return globs.map((glob) => JSON.stringify(glob)).join(', ');
}
