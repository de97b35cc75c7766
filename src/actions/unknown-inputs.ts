import { nearNames, someOf } from '../text/suggestions.ts';

/** Names, in lower case, of the inputs that the runner passes: those of action.yml, and whatever else `with:` names. */
export function namesOfInputs(environment: NodeJS.ProcessEnv): string[] {
  return Object.keys(environment).flatMap((variable) => {
    const [, name] = /^INPUT_(.+)$/s.exec(variable) ?? [];
    return name === undefined ? [] : [name.toLowerCase()];
  });
}

export interface UnknownInputs {
  /** Why each that is near a real input is refused. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** What to say of inputs that do not exist. What they are set to is said nowhere: it may be a secret. */
export function unknownInputs(given: readonly string[], known: readonly string[]): UnknownInputs {
  const unknown = given.filter((name) => !known.includes(name));
  const meant = new Map(unknown.map((name) => [name, nearInput(name, known)]));
  const others = unknown.filter((name) => meant.get(name) === undefined);
  return {
    problems: [...meant].flatMap(([name, near]) =>
      near === undefined ? [] : [`${someOf([name])}: there is no such input. Did you mean ${near}?`],
    ),
    warnings:
      others.length === 0
        ? []
        : [
            `This action has no input of ${others.length === 1 ? 'this name, so it has' : 'these names, so they have'} no effect: ${someOf(others)}. README.md has a table of the inputs.`,
          ],
  };
}

/** Words as short as this may be the end of anything. */
const shortestEnd = 5;

/** The input that someone may have meant: `s3-bucket` by `s3_bucket`, `bucket` or `s3-buket`. */
function nearInput(name: string, known: readonly string[]): string | undefined {
  const hyphenated = name.replaceAll('_', '-');
  if (known.includes(hyphenated)) return hyphenated;
  const ending = known.filter((each) => each.endsWith(`-${hyphenated}`));
  return hyphenated.length >= shortestEnd && ending.length === 1
    ? ending[0]
    : nearNames(hyphenated, known)[0];
}
