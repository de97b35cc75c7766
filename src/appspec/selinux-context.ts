import type { Value } from './document.ts';
import { checkKeys, isNull, kindOf, valueAt } from './keys.ts';
import { error, type Problems, warning } from './problem.ts';

const inBeforeInstall = 'Every instance fails in BeforeInstall';
const highestCategory = 1023;

/** Checks an SELinux `context` (aws-codedeploy-agent 1.8.1, context_info.rb and range_info.rb). */
export function* checkContext(context: Value): Problems {
  if (context.kind !== 'mapping') {
    yield error(
      context,
      `context is ${kindOf(context)}, but the agent expects a mapping. ${inBeforeInstall}.`,
    );
    return;
  }
  const user = context.entries.find(({ key }) => key === 'user');
  if (user) {
    yield warning(
      user,
      'The agent ignores user in a context, although it is documented: it reads name instead.',
    );
  }
  const entries = context.entries.filter(({ key }) => key !== 'user');
  yield* checkKeys({ ...context, entries }, { known: ['name', 'type', 'range'], where: 'a context' });
  const type = valueAt(context, 'type');
  if (!type || isNull(type)) yield error(type ?? context, `A context has no type. ${inBeforeInstall}.`);
  const range = valueAt(context, 'range');
  if (!range || isNull(range)) {
    yield error(
      range ?? context,
      'A context has no range. The agent cannot set a context without one, although the documentation calls it optional. Every instance fails in Install. Write range: s0.',
    );
  } else if (range.kind !== 'scalar' || typeof range.value !== 'string') {
    yield error(range, `The range is ${kindOf(range)}, but the agent expects a string. ${inBeforeInstall}.`);
  } else {
    const problem = rangeProblem(range.value);
    if (problem)
      yield error(
        range,
        `The range ${range.value} ${problem}. ${inBeforeInstall}. A range is s0[-s1][:c0[.c1][,…]].`,
      );
  }
}

function rangeProblem(range: string): string | undefined {
  const [sensitivities = '', ...rest] = range.split(':');
  const [low = '', ...high] = sensitivities.split('-');
  const levels = [low, ...high].map((text) => numberAfter('s', text));
  if (levels.length > 2 || levels.includes(undefined)) return 'has a sensitivity that is not s and a number';
  if ((levels[1] ?? Infinity) < (levels[0] ?? 0)) return 'ends at a lower sensitivity than it begins with';
  if (rest.length > 1) return 'has more than one colon';
  return rest[0] === undefined ? undefined : categoriesProblem(rest[0].split(','));
}

function categoriesProblem(parts: readonly string[]): string | undefined {
  const seen = new Set<number>();
  for (const part of parts) {
    const ends = part.split('.').map((text) => numberAfter('c', text));
    const [first, last = first] = ends;
    if (ends.length > 2 || first === undefined || last === undefined || ends.includes(undefined)) {
      return `has a category that is not c and a number up to ${highestCategory}`;
    }
    if (last > highestCategory || first > highestCategory) return `has a category above c${highestCategory}`;
    if (last < first) return `has categories that end before they begin`;
    for (let category = first; category <= last; category += 1) {
      if (seen.has(category)) return `names c${category} twice`;
      seen.add(category);
    }
  }
  return undefined;
}

function numberAfter(letter: string, text: string): number | undefined {
  return new RegExp(`^${letter}\\d+$`).test(text) ? Number(text.slice(1)) : undefined;
}
