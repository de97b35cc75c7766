import { checkAcls } from './acl.ts';
import type { Mapping, Scalar, Value } from './document.ts';
import { checkedList, type OperatingSystem } from './header.ts';
import { type InstallPlan, installedPath } from './install-plan.ts';
import { checkKeys, givenValue, isNull, kindOf, valueAt } from './keys.ts';
import { checkMode } from './mode.ts';
import {
  checkOverlaps,
  checkTargets,
  type PermissionEntry,
  type PermissionWithTargets,
} from './permission-checks.ts';
import { everything, targetsOf } from './permission-targets.ts';
import { error, type PlacedProblem, type Problems, warning } from './problem.ts';
import { checkContext } from './selinux-context.ts';
import { didYouMean } from './spelling.ts';

const inBeforeInstall = 'Every instance fails in BeforeInstall';
const inInstall = 'Every instance fails in Install, after the previous revision was removed';
const keys = ['object', 'pattern', 'except', 'type', 'owner', 'group', 'mode', 'acls', 'context'];
const objectTypes = ['file', 'directory'];

/** Checks `permissions`, each entry by itself and against what is installed. */
export function* checkPermissions(
  root: Mapping,
  { plan, os }: { plan: InstallPlan; os: OperatingSystem },
): Problems {
  const items = yield* checkedList(root, 'permissions');
  const [first] = items;
  if (os === 'windows') {
    if (first) {
      yield error(first, `Permissions can't be set on Windows. ${inBeforeInstall}. Remove permissions.`);
    }
    return;
  }
  const entries: PermissionWithTargets[] = [];
  for (const item of items) {
    const permission = yield* checkPermission(item);
    if (!permission) continue;
    const entry = { permission, targets: targetsOf(permission, plan) };
    yield* checkTargets(entry, plan);
    entries.push(entry);
  }
  yield* checkOverlaps(entries, plan);
}

function* checkPermission(item: Value): Generator<PlacedProblem, PermissionEntry | undefined> {
  if (item.kind !== 'mapping') {
    yield error(item, `An entry of permissions is ${kindOf(item)}. ${inBeforeInstall}. Write - object: …`);
    return undefined;
  }
  yield* checkKeys(item, { known: keys, where: 'permissions' });
  const object = yield* objectOf(item);
  const pattern = yield* patternOf(item);
  const except = yield* textsOf(item, 'except');
  const types = yield* typesOf(item);
  const owns = yield* checkOwners(item);
  const mode = givenOrFalse(item, 'mode');
  if (mode) yield* checkMode(mode);
  const acls = givenOrFalse(item, 'acls');
  const defaultAcl = acls ? yield* checkAcls(acls) : undefined;
  const context = givenOrFalse(item, 'context');
  if (context) yield* checkContext(context);
  if (object === undefined || pattern === undefined || !except || !types) return undefined;
  return {
    place: valueAt(item, 'object') ?? item,
    object: installedPath(object, 'linux'),
    pattern,
    patternPlace: givenValue(item, 'pattern'),
    except: except.map(({ source }) => source),
    exceptPlaces: except,
    types,
    hasTypes: givenValue(item, 'type') !== undefined,
    mode: mode?.kind === 'scalar' ? mode : undefined,
    followsLinks: owns || mode !== undefined,
    defaultAcl,
  };
}

/** Like `givenValue`, but false counts as a value: for these keys, only null is absent. */
function givenOrFalse(item: Mapping, key: string): Value | undefined {
  const value = valueAt(item, key);
  return value && isNull(value) ? undefined : value;
}

function* objectOf(item: Mapping): Generator<PlacedProblem, string | undefined> {
  const object = valueAt(item, 'object');
  const text = object?.kind === 'scalar' && !isNull(object) ? object.source.trim() : '';
  if (object?.kind === 'scalar' && text !== '' && typeof object.value !== 'string') {
    yield warning(
      object,
      `The object is ${kindOf(object)}. Agent 1.x finds nothing there; agent 2.x refuses the file. Write the path of an installed file or directory.`,
    );
    return undefined;
  }
  if (text !== '') return text;
  yield error(
    object ?? item,
    `An entry of permissions has no object. ${inBeforeInstall}. Write the path of an installed file or directory.`,
  );
  return undefined;
}

function* patternOf(item: Mapping): Generator<PlacedProblem, string | undefined> {
  const pattern = givenValue(item, 'pattern');
  if (!pattern) return everything;
  if (pattern.kind === 'scalar' && typeof pattern.value === 'string') return pattern.value;
  yield error(
    pattern,
    `The pattern is ${kindOf(pattern)}, but the agent expects a string. ${inInstall}. Write it in quotes.`,
  );
  return undefined;
}

function* typesOf(item: Mapping): Generator<PlacedProblem, string[] | undefined> {
  const types = yield* textsOf(item, 'type');
  if (!types) return undefined;
  const wrong = types.filter(({ source }) => !objectTypes.includes(source));
  for (const type of wrong) {
    yield error(
      type,
      `The agent knows no type ${type.source}, only file and directory. ${inBeforeInstall}.${didYouMean(type.source, objectTypes)}`,
    );
  }
  if (wrong.length > 0) return undefined;
  return givenValue(item, 'type') ? types.map(({ source }) => source) : objectTypes;
}

/** The strings of a list; empty when the key is absent. */
function* textsOf(item: Mapping, key: string): Generator<PlacedProblem, Scalar[] | undefined> {
  const list = givenValue(item, key);
  if (!list) return [];
  if (list.kind !== 'list') {
    const example = list.kind === 'scalar' ? ` ${key}: [${list.source}]` : '';
    yield error(
      list,
      `${key} is ${kindOf(list)}, but the agent expects a list. ${inBeforeInstall}. Write a list${example ? `:${example}` : ''}.`,
    );
    return undefined;
  }
  const texts = list.items.filter((value) => value.kind === 'scalar' && typeof value.value === 'string');
  const other = list.items.find((value) => !texts.includes(value));
  if (!other) return texts as Scalar[];
  yield error(
    other,
    `An item of ${key} is ${kindOf(other)}, but the agent expects a string. ${key === 'type' ? inBeforeInstall : inInstall}. Write it in quotes.`,
  );
  return undefined;
}

/** Returns whether an owner or a group is set. */
function* checkOwners(item: Mapping): Generator<PlacedProblem, boolean> {
  let isSet = false;
  for (const key of ['owner', 'group']) {
    const value = givenOrFalse(item, key);
    if (!value) continue;
    isSet = true;
    if (value.kind !== 'scalar' || typeof value.value !== 'string') {
      yield error(
        value,
        `The ${key} is ${kindOf(value)}, but the agent expects a name. ${inInstall}. Write the name, not the number; put it in quotes if YAML reads it as something else.`,
      );
    } else if (value.value === '') {
      yield error(value, `The ${key} is an empty string. ${inInstall}. Write a name, or leave ${key} out.`);
    } else if (value.value.includes(':')) {
      yield error(
        value,
        `There is no ${key} ${value.value}: the agent does not split it at the colon. ${inInstall}. Write owner and group separately.`,
      );
    }
  }
  return isSet;
}
