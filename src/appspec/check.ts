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
  /** Content of the AppSpec file. */
  readonly appSpec: Uint8Array;
  /** Its path in the bundle, which it may be in under another name beside `appspec.yml`. */
  readonly path: string;
  /** All of the bundle. */
  readonly files: readonly BundleFile[];
}

export interface Checked {
  /** In the order of their lines. */
  readonly problems: readonly Problem[];
  /** CheckedBundle paths of the scripts whose beginnings `checkScripts` wants to see, with what a failure of each means. */
  readonly scripts: ReadonlyMap<string, string>;
}

const keys = ['version', 'os', 'files', 'permissions', 'hooks', 'file_exists_behavior'];
const fails = 'Every instance fails in BeforeInstall';

/**
 * Whether instances can deploy a bundle with this AppSpec file, as far as that can be told beforehand. An error is what
 * makes agent 1.x fail or do something else than written; what troubles only agent 2.x is a warning.
 */
export function checkAppSpec({ appSpec, path, files }: AppSpecCheck): Checked {
  const { root, findings } = readDocument(appSpec);
  const all: PlacedProblem[] = [...findings];
  const { value: scripts } = collect(checkRoot(root, files), all);
  all.push(...checkNames(files, path));
  const problems = all.map((finding) => toProblem(finding, path));
  return { problems: problems.sort((a, b) => a.line - b.line), scripts };
}

/** Whether CodeDeploy can deploy an AppSpec file to Lambda or ECS, in the order of its lines. */
export function checkAppSpecContent(appSpec: Uint8Array, path: string): readonly Problem[] {
  const { root, findings } = readDocument(appSpec);
  const all = [...findings, ...checkResourceFile(root)];
  return all.map((problem) => toProblem(problem, path)).sort((a, b) => a.line - b.line);
}

/** The problems of hook scripts. `heads` has the first `scriptHeadBytes` bytes of each, by its path. */
export function checkScripts(
  heads: ReadonlyMap<string, Uint8Array>,
  scripts: Checked['scripts'],
): readonly Problem[] {
  return [...heads].flatMap(([path, head]) =>
    [...checkScriptHead(path, head, scripts.get(path) ?? '')].map((finding) => toProblem(finding, path)),
  );
}

/** Other names for an AppSpec file, which look as if they counted. */
function* checkNames(files: readonly BundleFile[], path: string): Problems {
  for (const { path: file } of files) {
    if (file === path || file === 'appspec.yml' || !/^appspec\.(?:ya?ml|json)$/i.test(file)) continue;
    yield warning({ file, line: 1 }, `This file is not read: the agent takes appspec.yml.`);
  }
}

/** Takes all findings of a check; gives its result. */
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
    yield error(root, `${what}. ${fails}. Write at least version: 0.0 and os: linux, each in a line.`);
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
