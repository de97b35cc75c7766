import type { Value } from './ruby.ts';

/** Sign, prefix of the base, digits. */
const INTEGERS = [
  /^([-+]?)(0b)([01_]+)$/,
  /^([-+]?)(0)([0-7_,]+)$/,
  /^([-+]?)()(0|[1-9](?:[0-9]|[,_][0-9])*)$/,
  /^([-+]?)(0x)([0-9a-fA-F_,]+)$/,
];

/**
 * The value of an unquoted YAML 1.1 scalar; the types are tried in the order of Psych's scalar scanner. Throws for a date
 * or a time, which safe mode refuses.
 */
export function plainScalar(text: string): Value {
  if (text === '' || text === '~' || /^null$/i.test(text)) return null;
  if (/^(yes|true|on)$/i.test(text)) return true;
  if (/^(no|false|off)$/i.test(text)) return false;
  if (/^-?\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d/.test(text)) throw unspecifiedClass('Time');
  if (/^\d{4}-(?:1[012]|0\d|\d)-(?:[12]\d|3[01]|0\d|\d)$/.test(text)) throw unspecifiedClass('Date');
  if (/^[-+]?\.inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^\.nan$/i.test(text)) return NaN;
  if (/^[-+]?[0-9][0-9_]*(:[0-5]?[0-9]){1,2}(\.[0-9_]*)?$/.test(text)) return sexagesimal(text);
  if (/^[-+]?([0-9][0-9_,]*)?\.[0-9]*([eE][+-][0-9]+)?$/.test(text) && /\d/.test(text)) {
    return Number(text.replaceAll(/[,_]/g, ''));
  }
  return integer(text) ?? text;
}

function integer(text: string): bigint | null {
  const match = INTEGERS.map((form) => form.exec(text)).find((found) => found !== null);
  if (match === undefined) return null;
  const [, sign, prefix = '', digits = ''] = match;
  const magnitude = BigInt((prefix === '0' ? '0o' : prefix) + (digits.replaceAll(/[,_]/g, '') || '0'));
  return sign === '-' ? -magnitude : magnitude;
}

/** Psych counts from the hours down, also when there are two parts only: `1:30` is 5400. */
function sexagesimal(text: string): Value {
  const parts = text.replaceAll('_', '').split(':').map(Number);
  const total = parts.reduce((sum, part, index) => sum + part * 60 ** (2 - index), 0);
  return text.includes('.') ? total : BigInt(total);
}

function unspecifiedClass(name: string): Error {
  return new Error(`Tried to load unspecified class: ${name}`);
}
