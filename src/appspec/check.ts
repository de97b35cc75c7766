import { type BundleFile, bundleTree } from './bundle-tree.ts';
import { type Mapping, readDocument, type Value } from './document.ts';
import { checkFiles } from './files.ts';
import { checkHeader, operatingSystem } from './header.ts';
import { checkHooks, checkMisplacedHooks, isMisplacedHook } from './hooks.ts';
import { checkKeys, isNothing, kindOf, valueAt } from './keys.ts';
import { checkPermissions } from './permissions.ts';
import { error, type PlacedProblem, type Problem, type Problems, toProblem, warning } from './problem.ts';
import { checkResourceFile, checkResources, resourcesOf } from './resources/resources.ts';
import { checkScriptHead } from './scripts.ts';

export interface AppSpecCheck {
  readonly appSpec: Uint8Array;
  /** The AppSpec file's own path in the bundle, which may differ from `appspec.yml`. */
  readonly path: string;
  /** Every file of the bundle. */
  readonly files: readonly BundleFile[];
}

export interface Checked {
  /** Sorted by line. */
  readonly problems: readonly Problem[];
  /** The scripts for `checkScripts` to check: their paths in the bundle, and what happens when each of them fails. */
  readonly scripts: ReadonlyMap<string, string>;
}

const keys = ['version', 'os', 'files', 'permissions', 'hooks', 'file_exists_behavior'];
const fails = 'Every instance fails in BeforeInstall';

/**
 * Checks whether instances can deploy a bundle with this AppSpec file. An error makes agent 1.x fail, or do something
 * other than what the file says. A problem for agent 2.x only is a warning.
 */
export function checkAppSpec({ appSpec, path, files }: AppSpecCheck): Checked {
  const { root, findings } = readDocument(appSpec);
  const all: PlacedProblem[] = [...findings];
  const { value: scripts } = collect(checkRoot(root, files), all);
  all.push(...checkNames(files, path));
  const problems = all.map((finding) => toProblem(finding, path));
  return { problems: problems.sort((a, b) => a.line - b.line), scripts };
}

/** Checks an AppSpec file that is deployed to Lambda or ECS. The problems are in the order of its lines. */
export function checkAppSpecContent(appSpec: Uint8Array, path: string): readonly Problem[] {
  const { root, findings } = readDocument(appSpec);
  const all = [...findings, ...checkResourceFile(root)];
  return all.map((problem) => toProblem(problem, path)).sort((a, b) => a.line - b.line);
}

/** Checks the hook scripts. `heads` maps the path of each to its first `scriptHeadBytes` bytes. */
export function checkScripts(
  heads: ReadonlyMap<string, Uint8Array>,
  scripts: Checked['scripts'],
): readonly Problem[] {
  return [...heads].flatMap(([path, head]) =>
    [...checkScriptHead(path, head, scripts.get(path) ?? '')].map((finding) => toProblem(finding, path)),
  );
}

/** Warns of files that look like AppSpec files, but that the agent does not read. */
function* checkNames(files: readonly BundleFile[], path: string): Problems {
  for (const { path: file } of files) {
    if (file === path || file === 'appspec.yml' || !/^appspec\.(?:ya?ml|json)$/i.test(file)) continue;
    yield warning({ file, line: 1 }, 'The agent does not read this file: it reads appspec.yml.');
  }
}

/** Adds what a check yields to `findings`. */
function collect<T>(check: Generator<PlacedProblem, T>, findings: PlacedProblem[]): IteratorReturnResult<T> {
  for (;;) {
    const next = check.next();
    if (next.done) return next;
    findings.push(next.value);
  }
}

function* checkRoot(
  root: Value | undefined,
  files: readonly BundleFile[],
): Generator<PlacedProblem, Checked['scripts']> {
  const none: Checked['scripts'] = new Map();
  if (!root) return none;
  if (root.kind !== 'mapping') {
    const what = isNothing(root) ? 'The file is empty' : `The file is ${kindOf(root)}, not a mapping`;
    yield error(root, `${what}. ${fails}. Write at least version: 0.0 and os: linux, each on its own line.`);
    return none;
  }
  const resources = resourcesOf(root);
  if (resources && !valueAt(root, 'os')) {
    yield* checkResources(root, resources);
    return none;
  }
  return yield* checkInstanceAppSpec(root, files);
}

function* checkInstanceAppSpec(
  root: Mapping,
  files: readonly BundleFile[],
): Generator<PlacedProblem, Checked['scripts']> {
  const os = operatingSystem(root);
  const bundle = { os, tree: bundleTree(files, os) };
  const events = root.entries.filter(isMisplacedHook);
  yield* checkMisplacedHooks(events);
  const entries = root.entries.filter((entry) => !events.includes(entry));
  yield* checkKeys({ ...root, entries }, { known: keys, where: 'an AppSpec file' });
  yield* checkHeader(root);
  const plan = yield* checkFiles(root, bundle);
  yield* checkPermissions(root, { plan, os });
  const scripts = yield* checkHooks(root, bundle);
  return os === 'linux' ? scripts : new Map();
}
