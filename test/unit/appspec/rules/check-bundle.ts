import { checkAppSpec, checkScripts } from '../../../../src/appspec/check.ts';
import type { Problem } from '../../../../src/appspec/problem.ts';
import { scriptHeadBytes } from '../../../../src/appspec/scripts.ts';
import type { Entry, Tree } from '../../../emulator/fleet/bundle-fixture.ts';

/** All problems of a bundle whose AppSpec file is `appspec.yml`. */
export function checkBundle(tree: Tree): readonly Problem[] {
  const files = Object.entries(tree).map(([path, entry]) => ({ path, ...linkOf(entry) }));
  const { problems, scripts } = checkAppSpec({
    appSpec: content(tree['appspec.yml']),
    path: 'appspec.yml',
    files,
  });
  const heads = [...scripts.keys()].map(
    (path) => [path, content(tree[path]).subarray(0, scriptHeadBytes)] as const,
  );
  return [...problems, ...checkScripts(new Map(heads), scripts)];
}

function linkOf(entry: Entry): { linkTarget?: string } {
  return typeof entry === 'object' && 'linkTo' in entry ? { linkTarget: entry.linkTo } : {};
}

function content(entry: Entry | undefined): Buffer {
  if (entry === undefined) throw new Error('The check asks for a file that is not in the bundle.');
  if (typeof entry === 'string') return Buffer.from(entry);
  return Buffer.from('content' in entry ? entry.content : '');
}
