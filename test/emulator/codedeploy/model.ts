import * as sdk from '@aws-sdk/client-codedeploy';
import { enumerations } from './enumerations.ts';
import { commonError, exception } from './error.ts';

/**
 * The SDK's own schemas, as it exports them: a number for a simple type (the code, plus 64 for a list of it), a
 * function that gives another schema, or an array that starts with its kind.
 */
type Schema = number | 'unit' | (() => Schema) | Structure | List | MapOf;
type Structure = readonly [
  kind: 3,
  namespace: string,
  name: string,
  traits: unknown,
  members: readonly string[],
  schemas: readonly Schema[],
  required?: number,
];
type List = readonly [kind: 1, namespace: string, name: string, traits: unknown, item: Schema];
type MapOf = readonly [kind: 2, namespace: string, name: string, traits: unknown, key: Schema, value: Schema];
type Operation = readonly [
  kind: 9,
  namespace: string,
  name: string,
  traits: unknown,
  input: Schema,
  output: Schema,
];

const listOf = 64;
const mapOf = 128;
const typeNames: Readonly<Record<number, string>> = { 0: 'string', 1: 'number', 2: 'boolean' };
const timestamp = 4;

/** How a walk over a value treats what differs between what comes in and what goes out. */
interface Direction {
  readonly time: (value: unknown, path: string) => unknown;
  readonly wrongEnumeration: (key: string, value: string) => never;
  readonly malformed: (path: string, problem: string) => never;
}

const incoming: Direction = {
  time(value, path) {
    if (typeof value !== 'number') return this.malformed(path, 'is not a number of seconds');
    return new Date(value * 1000);
  },
  wrongEnumeration(key, value) {
    const { refusedWith, values } = enumerations[key] ?? { values: [] };
    if (refusedWith) throw exception(refusedWith, `${value} is not one of ${values.join(', ')}`);
    throw commonError('ValidationException', `${key}: ${value} is not one of ${values.join(', ')}`);
  },
  malformed(path, problem) {
    throw commonError('SerializationException', `${path} ${problem}`);
  },
};

const outgoing: Direction = {
  time(value, path) {
    if (!(value instanceof Date)) return this.malformed(path, 'is not a Date');
    return value.getTime() / 1000;
  },
  wrongEnumeration(key, value) {
    throw new Error(`The emulator would answer ${key} = ${value}, which the model does not have`);
  },
  malformed(path, problem) {
    throw new Error(`The emulator would answer what the model does not have: ${path} ${problem}`);
  },
};

function walk(schema: Schema, value: unknown, path: string, direction: Direction): unknown {
  if (typeof schema === 'function') return walk(schema(), value, path, direction);
  if (schema === 'unit') return {};
  if (typeof schema === 'number') return walkSimple(schema, value, path, direction);
  switch (schema[0]) {
    case 1:
      return walkList(schema[4], value, path, direction);
    case 2:
      return walkMap(schema[5], value, path, direction);
    case 3:
      return walkStructure(schema, value, path, direction);
  }
}

function walkSimple(code: number, value: unknown, path: string, direction: Direction): unknown {
  if (code >= mapOf) return walkMap(code - mapOf, value, path, direction);
  if (code >= listOf) return walkList(code - listOf, value, path, direction);
  if (code === timestamp) return direction.time(value, path);
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
    if (memberSchema === undefined) direction.malformed(`${path}.${member}`, `is not a member of ${name}`);
    if (entry === null || entry === undefined) continue;
    result[member] = walk(memberSchema, entry, `${path}.${member}`, direction);
    checkEnumeration(`${name}.${member}`, result[member], direction);
  }
  return result;
}

function checkEnumeration(key: string, value: unknown, direction: Direction): void {
  const allowed = enumerations[key]?.values;
  if (allowed === undefined) return;
  for (const entry of Array.isArray(value) ? value : [value]) {
    if (!allowed.includes(entry)) direction.wrongEnumeration(key, entry);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the service answers when a required member of an input is missing or empty. */
const requiredExceptions: Readonly<Record<string, Parameters<typeof exception>[0]>> = {
  applicationName: 'ApplicationNameRequiredException',
  applicationNames: 'ApplicationNameRequiredException',
  currentDeploymentGroupName: 'DeploymentGroupNameRequiredException',
  deploymentConfigName: 'DeploymentConfigNameRequiredException',
  deploymentGroupName: 'DeploymentGroupNameRequiredException',
  deploymentGroupNames: 'DeploymentGroupNameRequiredException',
  deploymentId: 'DeploymentIdRequiredException',
  deploymentIds: 'DeploymentIdRequiredException',
  instanceName: 'InstanceNameRequiredException',
  instanceNames: 'InstanceNameRequiredException',
  revision: 'RevisionRequiredException',
  revisions: 'RevisionRequiredException',
  serviceRoleArn: 'RoleRequiredException',
  tags: 'TagRequiredException',
  targetId: 'DeploymentTargetIdRequiredException',
  targetIds: 'DeploymentTargetIdRequiredException',
};

function checkRequired(schema: Schema, input: Record<string, unknown>): void {
  const structure = typeof schema === 'function' ? schema() : schema;
  if (!Array.isArray(structure)) return;
  const [, , , , members, , required = 0] = structure as unknown as Structure;
  for (const member of members.slice(0, required)) {
    const value = input[member];
    const empty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    if (!empty) continue;
    const name = requiredExceptions[member];
    if (name) throw exception(name, `${member} is required`);
    throw commonError('ValidationException', `${member} is required`);
  }
}

function operationSchema(operation: string): Operation | undefined {
  const schema = (sdk as unknown as Readonly<Record<string, unknown>>)[`${operation}$`];
  return Array.isArray(schema) && schema[0] === 9 ? (schema as unknown as Operation) : undefined;
}

/** Whether CodeDeploy has an operation of this name. */
export function isOperation(operation: string): boolean {
  return operationSchema(operation) !== undefined;
}

/** The body of a request as the operation's typed input, times as Date. Throws what the service answers if it is not one. */
export function readInput(operation: string, body: unknown): object {
  const schema = operationSchema(operation)?.[4];
  if (schema === undefined) throw commonError('UnknownOperationException', `No operation ${operation}`);
  const input = walk(schema, body, operation, incoming) as Record<string, unknown>;
  checkRequired(schema, input);
  return input;
}

/** The body of the response: times in seconds since 1970, absent members left out. Throws an Error if it is not valid. */
export function writeOutput(operation: string, output: unknown): object {
  const schema = operationSchema(operation)?.[5];
  if (schema === undefined) throw new Error(`No operation ${operation}`);
  return walk(schema, output, operation, outgoing) as object;
}
