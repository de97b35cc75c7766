/**
 * The SDK's own schemas, as its clients export them: a number for a simple type (the code, plus 64 for a list of it,
 * 128 for a map), a function that gives another schema, an array that starts with its kind, or a pair of a schema and
 * the traits of the member that has it.
 */
export type Schema = number | 'unit' | (() => Schema) | Simple | Structure | List | MapOf | Pair;
export type Simple = readonly [kind: 0, namespace: string, name: string, traits: unknown, code: number];
export type Structure = readonly [
  kind: 3,
  namespace: string,
  name: string,
  traits: unknown,
  members: readonly string[],
  schemas: readonly Schema[],
  required?: number,
];
export type List = readonly [kind: 1, namespace: string, name: string, traits: unknown, item: Schema];
export type MapOf = readonly [
  kind: 2,
  namespace: string,
  name: string,
  traits: unknown,
  key: Schema,
  value: Schema,
];
export type Pair = readonly [schema: Schema, traits: Traits];
export type Operation = readonly [
  kind: 9,
  namespace: string,
  name: string,
  traits: unknown,
  input: Schema,
  output: Schema,
];

/** Bits for the traits that are only there or not, an object for those with a value. */
export type Traits = number | Readonly<Record<string, unknown>>;

/** Where a member travels that is not in the body (smithy's TraitBitVector). */
export const traitBits = { label: 1, payload: 16, responseCode: 32 } as const;

export const listOf = 64;
export const mapOf = 128;
export const timestamp = 4;
export const blob = 21;

/** A schema without the functions and traits around it. */
export function plain(schema: Schema): number | 'unit' | Simple | Structure | List | MapOf {
  if (typeof schema === 'function') return plain(schema());
  return isPair(schema) ? plain(schema[0]) : schema;
}

/** The traits of a member. */
export function traitsOf(schema: Schema): Traits {
  return isPair(schema) ? schema[1] : 0;
}

function isPair(schema: Schema): schema is Pair {
  return Array.isArray(schema) && schema.length === 2;
}

/** The operations that an SDK client exports, by name. */
export function operationsOf(sdk: object): ReadonlyMap<string, Operation> {
  const operations = Object.values(sdk).filter(
    (value): value is Operation => Array.isArray(value) && value[0] === 9,
  );
  return new Map(operations.map((operation) => [operation[2], operation]));
}
