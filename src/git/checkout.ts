import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { ActionError } from '../control/errors.ts';
import { someOf } from '../text/suggestions.ts';

/** A checkout in the workspace, and a path below it. */
export interface Checkout {
  readonly directory: string;
  /** Relative to the checkout; `.` is the checkout itself. */
  readonly path: string;
}

/**
 * The checkout that the input `path` is in: the workspace itself, the directory that the path begins with, or else the only
 * one that there is.
 * @throws ActionError when there is none, and when there are several that the path does not choose from.
 */
export async function findCheckout(workspace: string, path: string): Promise<Checkout> {
  const around = checkoutAround(workspace, path);
  if (around) return around;
  const found = await checkoutsIn(workspace);
  const [only] = found;
  if (only === undefined) throw new ActionError(noCheckout(workspace));
  if (found.length === 1) return { directory: join(workspace, only), path };
  throw new ActionError(
    `There are ${found.length} git checkouts in ${workspace}: ${someOf(found)}. Begin path with the directory of the one to deploy, such as path: ${path === '.' ? only : posix.join(only, path)}.`,
  );
}

/** The outermost checkout that has the path in it, which may be a submodule's. */
export function checkoutAround(workspace: string, path: string): Checkout | undefined {
  const segments = path.split('/').filter((segment) => segment !== '.');
  for (let length = 0; length <= segments.length; length += 1) {
    const directory = join(workspace, ...segments.slice(0, length));
    if (existsSync(join(directory, '.git')))
      return { directory, path: segments.slice(length).join('/') || '.' };
  }
  return undefined;
}

export function noCheckout(workspace: string): string {
  return `There is no git checkout in ${workspace}. Add actions/checkout as a step of this job, before this one; or set source to workspace, to deploy files that are there without git. If revision is set to an output of an earlier job, that output was empty: see that the job has set it and names it in its outputs; GitHub drops an output that contains a secret.`;
}

/** actions/checkout puts a repository into any directory of the workspace; deeper than this nobody does. */
const deepest = 3;

/** Directories that are checkouts, relative to the workspace. What is in a checkout is not looked at. */
async function checkoutsIn(workspace: string, directory = '.', depth = 1): Promise<string[]> {
  const children = await readdir(join(workspace, directory), { withFileTypes: true }).catch(() => []);
  const below = children
    .filter((child) => child.isDirectory() && child.name !== 'node_modules')
    .map(({ name }) => posix.join(directory, name))
    .sort();
  const found: string[] = [];
  for (const path of below) {
    if (existsSync(join(workspace, path, '.git'))) found.push(path);
    else if (depth < deepest) found.push(...(await checkoutsIn(workspace, path, depth + 1)));
  }
  return found;
}
