import { commonError, type ServiceError } from '../service-error.ts';
import { operationsOf, plain, type Schema } from './schema.ts';
import { type Direction, walk } from './walk.ts';

/** What a service takes and gives, by the schemas of its SDK client. */
export interface Model {
  /** Whether the service has an operation of this name. */
  isOperation(operation: string): boolean;
  /** A request as the operation's typed input, times as Date. Throws what the service answers if it is not one. */
  readInput(operation: string, input: unknown): object;
  /** The response: times in seconds since 1970, absent members left out. Throws an Error if it is not valid. */
  writeOutput(operation: string, output: unknown): object;
}

/** The schemas say that a member is a string, and keep its values apart: the tables of a service join them. */
export interface Enumeration {
  readonly values: readonly string[];
  /** The name of what the service answers to another value; members that only the service sends have none. */
  readonly refusedWith?: string;
}

/** What the schemas do not say. */
export interface Particulars {
  /** By `Structure.member`. For lists it is the items that are meant. */
  readonly enumerations?: Readonly<Record<string, Enumeration>>;
  /** The names of what the service answers when a required member is missing or empty, by member. */
  readonly required?: Readonly<Record<string, string>>;
  /** The name of what the service answers otherwise. */
  readonly invalid?: string;
  /** The name of what the service answers to a body of another form. */
  readonly malformed?: string;
}

/** The model of a service, from what its SDK client exports. */
export function createModel(sdk: object, particulars: Particulars): Model {
  const operations = operationsOf(sdk);
  const { enumerations = {}, required = {}, invalid = 'ValidationException' } = particulars;
  const incoming = directionIn(enumerations, invalid, particulars.malformed ?? 'SerializationException');
  const outgoing = directionOut(enumerations);
  return {
    isOperation: (operation) => operations.has(operation),
    readInput(operation, value) {
      const schema = operations.get(operation)?.[4];
      if (schema === undefined) throw commonError('UnknownOperationException', `No operation ${operation}`);
      const input = walk(schema, value, operation, incoming) as Record<string, unknown>;
      const missing = missingMember(schema, input);
      if (missing === undefined) return input;
      throw commonError(required[missing] ?? invalid, `${missing} is required`);
    },
    writeOutput(operation, output) {
      const schema = operations.get(operation)?.[5];
      if (schema === undefined) throw new Error(`No operation ${operation}`);
      return walk(schema, output, operation, outgoing) as object;
    },
  };
}

/** The first required member that is missing or empty. */
function missingMember(schema: Schema, input: Readonly<Record<string, unknown>>): string | undefined {
  const structure = plain(schema);
  if (!Array.isArray(structure) || structure[0] !== 3) return undefined;
  const [, , , , members, , count = 0] = structure;
  return members.slice(0, count).find((member: string) => {
    const value = input[member];
    return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  });
}

function directionIn(
  enumerations: Readonly<Record<string, Enumeration>>,
  invalid: string,
  malformedName: string,
): Direction {
  const malformed = (path: string, problem: string): never => {
    throw commonError(malformedName, `${path} ${problem}`);
  };
  return {
    malformed,
    time(value, path) {
      if (typeof value !== 'number') return malformed(path, 'is not a number of seconds');
      return new Date(value * 1000);
    },
    bytes(value, path) {
      if (typeof value !== 'string') return malformed(path, 'is not base64');
      return Buffer.from(value, 'base64');
    },
    check: (key, value) =>
      checkEnumeration(enumerations, key, value, (wrong, enumeration) =>
        refusal(key, wrong, enumeration, invalid),
      ),
  };
}

function refusal(
  key: string,
  value: string,
  { refusedWith, values }: Enumeration,
  invalid: string,
): ServiceError {
  const listed = `${value} is not one of ${values.join(', ')}`;
  return refusedWith ? commonError(refusedWith, listed) : commonError(invalid, `${key}: ${listed}`);
}

function directionOut(enumerations: Readonly<Record<string, Enumeration>>): Direction {
  const malformed = (path: string, problem: string): never => {
    throw new Error(`The emulator would answer what the model does not have: ${path} ${problem}`);
  };
  return {
    malformed,
    time(value, path) {
      if (!(value instanceof Date)) return malformed(path, 'is not a Date');
      return value.getTime() / 1000;
    },
    bytes(value, path) {
      if (!(value instanceof Uint8Array)) return malformed(path, 'is not bytes');
      return Buffer.from(value).toString('base64');
    },
    check: (key, value) =>
      checkEnumeration(
        enumerations,
        key,
        value,
        (wrong) => new Error(`The emulator would answer ${key} = ${wrong}, which the model does not have`),
      ),
  };
}

function checkEnumeration(
  enumerations: Readonly<Record<string, Enumeration>>,
  key: string,
  value: unknown,
  errorOf: (wrong: string, enumeration: Enumeration) => Error,
): void {
  const enumeration = enumerations[key];
  if (enumeration === undefined) return;
  for (const entry of Array.isArray(value) ? value : [value]) {
    if (!enumeration.values.includes(entry)) throw errorOf(entry, enumeration);
  }
}
