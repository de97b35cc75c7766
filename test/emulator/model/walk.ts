import { blob, listOf, mapOf, plain, type Schema, type Structure, timestamp } from './schema.ts';

/** How a walk over a value treats what differs between what comes in and what goes out. */
export interface Direction {
  readonly time: (value: unknown, path: string) => unknown;
  readonly bytes: (value: unknown, path: string) => unknown;
  /** Looks at a member's value; `key` is `Structure.member`. */
  readonly check: (key: string, value: unknown) => void;
  readonly malformed: (path: string, problem: string) => never;
}

const typeNames: Readonly<Record<number, string>> = { 0: 'string', 1: 'number', 2: 'boolean' };

/** Converts a value by its schema. A member or a type that the schema does not have is malformed. */
export function walk(schema: Schema, value: unknown, path: string, direction: Direction): unknown {
  const known = plain(schema);
  if (known === 'unit') return {};
  if (typeof known === 'number') return walkSimple(known, value, path, direction);
  switch (known[0]) {
    case 0:
      return walkSimple(known[4], value, path, direction);
    case 1:
      return walkList(known[4], value, path, direction);
    case 2:
      return walkMap(known[5], value, path, direction);
    case 3:
      return walkStructure(known, value, path, direction);
  }
}

function walkSimple(code: number, value: unknown, path: string, direction: Direction): unknown {
  if (code >= mapOf) return walkMap(code - mapOf, value, path, direction);
  if (code >= listOf) return walkList(code - listOf, value, path, direction);
  if (code === timestamp) return direction.time(value, path);
  if (code === blob) return direction.bytes(value, path);
  const expected = typeNames[code];
  if (expected === undefined) throw new Error(`The SDK's schemas have a type that is new here: ${code}`);
  if (typeof value !== expected) return direction.malformed(path, `is not a ${expected}`);
  return value;
}

function walkList(item: Schema, value: unknown, path: string, direction: Direction): unknown {
  if (!Array.isArray(value)) return direction.malformed(path, 'is not a list');
  return value.map((entry, index) => walk(item, entry, `${path}[${index}]`, direction));
}

function walkMap(item: Schema, value: unknown, path: string, direction: Direction): unknown {
  if (!isObject(value)) return direction.malformed(path, 'is not a map');
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, walk(item, entry, `${path}.${key}`, direction)]),
  );
}

function walkStructure(schema: Structure, value: unknown, path: string, direction: Direction): unknown {
  const [, , name, , members, schemas] = schema;
  if (!isObject(value)) return direction.malformed(path, 'is not a structure');
  const result: Record<string, unknown> = {};
  for (const [member, entry] of Object.entries(value)) {
    const memberSchema = schemas[members.indexOf(member)];
    if (memberSchema === undefined)
      return direction.malformed(`${path}.${member}`, `is not a member of ${name}`);
    if (entry === null || entry === undefined) continue;
    result[member] = walk(memberSchema, entry, `${path}.${member}`, direction);
    direction.check(`${name}.${member}`, result[member]);
  }
  return result;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
