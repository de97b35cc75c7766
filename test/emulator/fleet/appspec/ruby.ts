/**
 * A value as Ruby sees it after loading YAML: an Integer is a bigint, a Float is a number, nil is null,
 * a Hash is a Map.
 */
export type Value = null | boolean | bigint | number | string | readonly Value[] | ReadonlyMap<Value, Value>;

/** What `#{value}` puts into a Ruby string. */
export function toS(value: Value): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : inspect(value);
}

/** What Ruby's `value.inspect` gives. */
export function inspect(value: Value): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Number.isInteger(value) ? value.toFixed(1) : String(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(inspect).join(', ')}]`;
  return `{${[...value].map(([key, item]) => `${inspect(key)}=>${inspect(item)}`).join(', ')}}`;
}

/** Ruby's `value.to_i`: the leading digits of a string, the whole part of a float. Throws where Ruby has no `to_i`. */
export function toI(value: Value): number {
  if (value === null) return 0;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'string') return Number(/^\s*[+-]?\d+/.exec(value.replaceAll('_', ''))?.[0] ?? 0);
  throw noMethod('to_i', value);
}

/** Ruby's `value[key]`, with its errors for what cannot be indexed by a string. */
export function at(value: Value, key: string): Value {
  if (isMap(value)) return value.get(key) ?? null;
  if (typeof value === 'string') return value.includes(key) ? key : null;
  if (typeof value === 'bigint' || isList(value)) throw noConversion('String', 'Integer');
  throw noMethod('[]', value);
}

/** Ruby's `value.each`: the items of a list, the `[key, value]` pairs of a Hash. Throws for anything else. */
export function each(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (isMap(value)) return [...value].map((pair) => [...pair]);
  throw noMethod('each', value);
}

/** Ruby's `value || fallback`: only nil and false count as absent. */
export function orElse(value: Value, fallback: Value): Value {
  return value === null || value === false ? fallback : value;
}

/** The Hash itself, or Ruby's error about the method that only a Hash has. */
export function hash(value: Value, method: string): ReadonlyMap<Value, Value> {
  if (isMap(value)) return value;
  throw noMethod(method, value);
}

/** The String itself, or Ruby's error about the method that only a String has. */
export function string(value: Value, method: string): string {
  if (typeof value === 'string') return value;
  throw noMethod(method, value);
}

/** A path component for `File.join`, which converts nothing. */
export function pathComponent(value: Value): string {
  if (typeof value === 'string') return value;
  throw noConversion(className(value), 'String');
}

function isMap(value: Value): value is ReadonlyMap<Value, Value> {
  return value instanceof Map;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function noConversion(from: string, to: string): Error {
  return new Error(`no implicit conversion of ${from} into ${to}`);
}

function noMethod(name: string, value: Value): Error {
  const receiver = value === null ? 'nil:NilClass' : `${inspect(value)}:${className(value)}`;
  return new Error(`undefined method \`${name}' for ${receiver}`);
}

function className(value: Value): string {
  if (value === null) return 'nil';
  if (value === true) return 'TrueClass';
  if (value === false) return 'FalseClass';
  if (typeof value === 'bigint') return 'Integer';
  if (typeof value === 'number') return 'Float';
  if (typeof value === 'string') return 'String';
  return isList(value) ? 'Array' : 'Hash';
}
