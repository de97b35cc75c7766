/** The value of a scalar after Ruby has loaded the YAML: an Integer is a bigint, a Float a number, nil is null. */
export type ScalarValue = null | boolean | bigint | number | string;

/** What Ruby's `to_s` returns for a value that the file has as `source`. */
export function toText(value: ScalarValue, source: string): string {
  if (value === null || typeof value === 'string') return value ?? '';
  if (typeof value !== 'number' || !Number.isFinite(value))
    return typeof value === 'number' ? source : String(value);
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** A date or a time, whose class the agent's YAML loader refuses. */
export interface Refused {
  readonly refused: 'Date' | 'Time';
}

const date = /^\d{4}-(?:1[012]|0\d|\d)-(?:[12]\d|3[01]|0\d|\d)$/;
const time =
  /^-?\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?(?:\s*(?:Z|[-+]\d{1,2}:?(?:\d\d)?))?$/;
const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}(?:\.[0-9_]*)?$/;
const float = /^[-+]?(?:[0-9][0-9_,]*)?\.[0-9]*(?:[eE][-+][0-9]+)?$/;
const integers = [
  { form: /^([-+]?)0b([01_]+)$/, prefix: '0b' },
  { form: /^([-+]?)0x([0-9a-fA-F_,]+)$/, prefix: '0x' },
  { form: /^([-+]?)0([0-7_,]+)$/, prefix: '0o' },
  { form: /^([-+]?)(0|[1-9](?:[0-9]|[,_][0-9])*)$/, prefix: '' },
];

/**
 * The value of an unquoted scalar in YAML 1.1, as Ruby's Psych 4 reads it (scalar_scanner.rb): `yes` is true, `0644` is
 * 420, `1:30` is 5400, `1e3` is a string.
 */
export function plainValue(text: string): ScalarValue | Refused {
  if (text === '' || text === '~' || /^null$/i.test(text)) return null;
  if (/^(?:yes|true|on)$/i.test(text)) return true;
  if (/^(?:no|false|off)$/i.test(text)) return false;
  if (time.test(text)) return { refused: 'Time' };
  if (date.test(text)) return { refused: 'Date' };
  if (/^[-+]?\.inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^\.nan$/i.test(text)) return Number.NaN;
  if (sexagesimal.test(text)) return text.includes('.') ? baseSixty(text) : BigInt(baseSixty(text));
  if (float.test(text) && /\d/.test(text)) return Number(text.replaceAll(/[,_]/g, ''));
  return integerValue(text) ?? text;
}

/** Psych reads the first part as hours even when there are only two parts. */
function baseSixty(text: string): number {
  const parts = text.replaceAll('_', '').split(':').map(Number);
  return parts.reduce((sum, part, index) => sum + part * 60 ** (2 - index), 0);
}

function integerValue(text: string): bigint | undefined {
  for (const { form, prefix } of integers) {
    const [, sign, digits] = form.exec(text) ?? [];
    if (digits === undefined) continue;
    const magnitude = BigInt(prefix + (digits.replaceAll(/[,_]/g, '') || '0'));
    return sign === '-' ? -magnitude : magnitude;
  }
  return undefined;
}
