import { someOf } from '../text/suggestions.ts';
import type { BundleTree } from './bundle-tree.ts';
import type { Mapping, Value } from './document.ts';
import { checkedList, type OperatingSystem } from './header.ts';
import { type Collision, type FileMapping, type InstallPlan, planInstallation } from './install-plan.ts';
import { checkKeys, isNull, kindOf, valueAt } from './keys.ts';
import { error, type Place, type PlacedProblem, type Problems, warning } from './problem.ts';
import { didYouMeanPath } from './spelling.ts';

const inBeforeInstall = 'Every instance fails in BeforeInstall';
const inInstall = 'Every instance fails in Install, after the previous revision was removed';

interface PlacedMapping extends FileMapping {
  readonly place: Place;
}

export interface CheckedBundle {
  readonly tree: BundleTree;
  readonly os: OperatingSystem;
}

/** Checks `files` against the bundle. Returns what the valid entries install. */
export function* checkFiles(root: Mapping, bundle: CheckedBundle): Generator<PlacedProblem, InstallPlan> {
  const mappings: PlacedMapping[] = [];
  for (const item of yield* checkedList(root, 'files')) {
    const mapping = yield* checkMapping(item, bundle);
    if (mapping) mappings.push(mapping);
  }
  const plan = planInstallation(mappings, bundle);
  for (const mapping of mappings) {
    const collision = plan.collisions.find((candidate) => candidate.mapping === mapping);
    if (collision) yield error(mapping.place, describe(collision));
  }
  if (bundle.os === 'windows') yield* checkLengths(plan, valueAt(root, 'files') ?? root);
  return plan;
}

/** The most characters, including a final NUL, that Windows allows in a path by default (MAX_PATH). */
const maxWindowsPath = 260;

function* checkLengths({ files }: InstallPlan, place: Place): Problems {
  const paths = [...files.keys()].map((path) => path.slice(1));
  const long = paths.filter((path) => path.length >= maxWindowsPath);
  if (long.length === 0) return;
  yield warning(
    place,
    `${long.length === 1 ? 'A path' : `${long.length} paths`} on the instance would have ${maxWindowsPath} characters or more, which Windows does not allow by default: ${someOf(long)}. Install into a shorter directory.`,
  );
}

function describe({ kind, path, sources }: Collision): string {
  const what = {
    'two files': `${sources.join(' and ')} are both installed as ${path}.`,
    'file on directory': `${sources[0]} is installed as the file ${path}, but another entry makes a directory there.`,
    'directory on file': `This entry makes ${path} a directory, but another entry installs the file ${sources[0]} there.`,
  }[kind];
  return `${what} ${inInstall}. Remove one of the entries; a destination is always the directory that the files go into.`;
}

function* checkMapping(
  item: Value,
  bundle: CheckedBundle,
): Generator<PlacedProblem, PlacedMapping | undefined> {
  if (item.kind !== 'mapping') {
    yield error(
      item,
      `An entry of files is ${kindOf(item)}. ${inBeforeInstall}. Give each entry a source and a destination.`,
    );
    return undefined;
  }
  yield* checkMisplacedBehavior(item);
  const known = { ...item, entries: item.entries.filter(({ key }) => key !== 'file_exists_behavior') };
  yield* checkKeys(known, { known: ['source', 'destination'], where: 'files' });
  const source = yield* textAt(item, 'source', 'destination');
  const destination = yield* textAt(item, 'destination', 'source');
  if (source) yield* checkSource(source, bundle);
  if (destination) yield* checkDestination(destination, bundle.os);
  if (!source || !destination) return undefined;
  yield* checkFileAsDestination(source, destination, bundle);
  const path = sourcePath(source.text, bundle.os);
  const { kind } = bundle.tree.find(path);
  const isInstalled = kind === 'file' || kind === 'directory' || bundle.tree.linkTarget(path) !== undefined;
  return isInstalled ? { source: path, destination: destination.text, place: source.place } : undefined;
}

function* checkMisplacedBehavior({ entries }: Mapping): Problems {
  const entry = entries.find(({ key }) => key === 'file_exists_behavior');
  if (!entry) return;
  yield error(
    entry,
    'The agent ignores file_exists_behavior in an entry of files. It applies to all files: write it at the top level.',
  );
}

interface PlacedText {
  readonly text: string;
  readonly place: Place;
}

function* textAt(
  mapping: Mapping,
  key: 'source' | 'destination',
  other: string,
): Generator<PlacedProblem, PlacedText | undefined> {
  const value = valueAt(mapping, key);
  if (!value || isNull(value)) {
    yield error(value ?? mapping, `An entry of files has a ${other}, but no ${key}. ${inBeforeInstall}.`);
    return undefined;
  }
  if (value.kind !== 'scalar' || typeof value.value !== 'string') {
    yield error(
      value,
      `The ${key} is ${kindOf(value)}, but the agent expects a string. ${inInstall}. Write it in quotes.`,
    );
    return undefined;
  }
  if (value.value !== '') return { text: value.value, place: value };
  yield error(
    value,
    key === 'source'
      ? 'The source is an empty string. Agent 1.x installs the whole bundle; agent 2.x refuses the file. Write / for the whole bundle.'
      : 'The destination is an empty string. Agent 1.x installs into the root directory; agent 2.x refuses the file. Name a directory.',
  );
  return undefined;
}

/** Windows accepts both separators. */
export function sourcePath(path: string, os: OperatingSystem): string {
  return os === 'windows' ? path.replaceAll('\\', '/') : path;
}

function* checkSource({ text, place }: PlacedText, { tree, os }: CheckedBundle): Problems {
  const path = sourcePath(text, os);
  const found = tree.find(path);
  if (found.kind === 'outside' && tree.linkTarget(path) === undefined) {
    yield warning(
      place,
      `The source ${text} leads out of the bundle. The agent copies whatever the instance has there, if anything.`,
    );
  }
  if (found.kind !== 'missing' || tree.linkTarget(path) !== undefined) return;
  const why = /[*?[\]{}]/.test(text)
    ? ' The agent does not expand wildcards in a source: name the directory.'
    : didYouMeanPath(path.replace(/^(\.?\/)+|\/+$/g, ''), tree.paths);
  yield error(place, `The source ${JSON.stringify(text)} is not in the bundle. ${inInstall}.${why}`);
}

function* checkDestination({ text, place }: PlacedText, os: OperatingSystem): Problems {
  if (os === 'linux' && text.startsWith('~')) {
    yield error(
      place,
      `The agent does not expand ~ to a home directory. ${inInstall}. Write the whole path.`,
    );
  } else if (os === 'linux' ? /\$\{?\w/.test(text) : /%\w+%/.test(text)) {
    yield error(
      place,
      `The agent does not expand variables: it installs into a directory that is literally named ${text}. Write the path itself.`,
    );
  } else if (os === 'linux' ? !text.startsWith('/') : !/^([a-z]:)?[\\/]/i.test(text)) {
    yield warning(
      place,
      `The destination ${text} is relative to the agent's working directory, which is / under systemd. Write the whole path.`,
    );
  }
}

function* checkFileAsDestination(
  source: PlacedText,
  destination: PlacedText,
  { tree, os }: CheckedBundle,
): Problems {
  const path = sourcePath(source.text, os);
  const name = path.split('/').at(-1) ?? '';
  const isFile = tree.find(path).kind === 'file';
  if (!isFile || !name.includes('.') || sourcePath(destination.text, os).split('/').at(-1) !== name) return;
  yield warning(
    destination.place,
    `A destination is always a directory: the agent installs ${destination.text}/${name}. To install ${destination.text}, name the directory above it.`,
  );
}
