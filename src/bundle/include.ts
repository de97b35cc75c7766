import { join, relative } from 'node:path';
import { ActionError } from '../control/errors.ts';
import { someOf } from '../text/suggestions.ts';
import { createPattern, suggestLines } from './patterns.ts';
import { type WorkspaceFile, walk } from './workspace-files.ts';

export interface IncludeFrom {
  /** Directory of the workspace that is the bundle's root. */
  readonly root: string;
  /** Patterns may not lead out of it. */
  readonly workspace: string;
  readonly signal: AbortSignal;
}

/**
 * What the globs name in the workspace. A glob may begin with `../`: what it names there has the path behind that in the
 * bundle.
 * @throws ActionError for a glob that names nothing, or leads out of the workspace.
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
      `include: ${listed(globs)} leads out of the workspace ${workspace}. Patterns are relative to path, which has fewer directories above it. Copy what is elsewhere into the workspace in a step before this one.`,
    );
  }
  const patterns = globs.map((glob) => createPattern(glob.slice(parents.length)));
  const { found, links } = await walk({ root: directory, patterns, signal });
  const nothing = patterns.filter(({ matches }) => !found.some(({ path }) => matches(path)));
  if (nothing.length > 0) {
    const inTheWay = links.filter((path) => nothing.some(({ reaches }) => reaches(path)));
    const remedy =
      inTheWay.length > 0
        ? `Symbolic links are not followed: ${someOf(inTheWay)}.`
        : 'Run the step that makes the files before this one.';
    throw new ActionError(
      `include: ${listed(nothing.map(({ text }) => parents + text))} matches no file in ${root}.${suggestLines(nothing)} Patterns are relative to path. ${remedy}`,
    );
  }
  return found;
}

function listed(globs: readonly string[]): string {
  return globs.map((glob) => JSON.stringify(glob)).join(', ');
}
