import type { Scalar, Value } from './document.ts';
import { kindOf } from './keys.ts';
import { error, type PlacedProblem, type Problems, warning } from './problem.ts';
import { toText } from './scalar.ts';

const fails = 'Every instance fails in BeforeInstall';

/** Checks the `mode` of a permission as agent 1.x reads it: by its YAML value, not its text (mode_info.rb). */
export function* checkMode(value: Value): Problems {
  if (value.kind !== 'scalar') {
    yield error(value, `The mode is ${kindOf(value)}. ${fails}. Write its octal digits in quotes.`);
    return;
  }
  if (value.source.trim() === '') {
    yield error(
      value,
      'The mode is an empty string, which agent 1.x reads as 000. Write its octal digits in quotes: mode: "644".',
    );
    return;
  }
  const mode = effectiveMode(value);
  const remedy = `Write its one to four octal digits in quotes: mode: "${/^0*([0-7]{3,4})$/.exec(value.source.replaceAll('_', ''))?.[1] ?? '644'}".`;
  const taken =
    mode === value.source.padStart(3, '0')
      ? `The mode is ${value.source}`
      : `Agent 1.x reads the mode ${value.source} as ${mode}, as YAML does`;
  if (mode.length > 4)
    yield error(value, `${taken}, which has more than four characters. ${fails}. ${remedy}`);
  else if (/[^0-7]/.test(mode))
    yield error(value, `${taken}, which are not all octal digits. ${fails}. ${remedy}`);
  else if (mode !== value.source.padStart(3, '0') && !isSameNumber(mode, value.source)) {
    yield differs(value, mode, remedy);
  }
}

function differs({ line, column, source }: Scalar, mode: string, remedy: string): PlacedProblem {
  const place = column === undefined ? { line } : { line, column };
  if (!source.startsWith('0')) {
    return warning(place, `Agent 1.x reads the mode ${source} as ${mode}; agent 2.x refuses it. ${remedy}`);
  }
  return error(
    place,
    `An unquoted number that begins with 0 is octal in YAML: agent 1.x sets the mode ${mode} instead of ${source} (agent 2.x sets ${source}). ${remedy}`,
  );
}

function isSameNumber(a: string, b: string): boolean {
  return /^[0-7]+$/.test(b) && Number.parseInt(a, 8) === Number.parseInt(b, 8);
}

/** The digits that agent 1.x passes to chmod. */
export function effectiveMode({ value, source }: Scalar): string {
  return toText(value, source).padStart(3, '0');
}
