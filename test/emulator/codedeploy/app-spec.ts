import { parse } from 'yaml';
import { contentOf } from './app-spec-content.ts';
import { failure } from './outcome.ts';
import type { Deployment, Region } from './state.ts';

/** An AppSpec file for functions or services. Names of members are in small letters: their case does not matter. */
export interface AppSpec {
  readonly type: unknown;
  readonly properties: Members;
  /** The functions that events call. Names of events are as written. */
  readonly hooks: ReadonlyMap<string, string>;
}

export type Members = Readonly<Record<string, unknown>>;

/** Reads the AppSpec file of a deployment, from where its revision is. Throws an Interruption. */
export async function readAppSpec(region: Region, deployment: Deployment): Promise<AppSpec> {
  const document = membersOf(parsed(await textOf(region, deployment)));
  const [resource] = listIn(document['resources']);
  const [definition] = Object.values(membersOf(resource));
  const { type, properties } = membersOf(definition);
  return { type, properties: membersOf(properties), hooks: hooksIn(document['hooks']) };
}

async function textOf(region: Region, { revision }: Deployment): Promise<string> {
  const { s3Location } = revision;
  if (!s3Location) return contentOf(revision)?.content ?? '';
  const { bucket = '', key = '', version } = s3Location;
  const content = await region.readObject({ bucket, key, version }).catch((error: Error) => {
    throw failure('REVISION_MISSING', `The AppSpec file cannot be read from S3: ${error.message}`);
  });
  return content.toString();
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw notWellFormed();
  }
}

/** The members of a mapping, in small letters; none when it is something else. */
export function membersOf(value: unknown): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
}

function listIn(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw notWellFormed();
  return value;
}

function hooksIn(value: unknown): ReadonlyMap<string, string> {
  const entries = value === undefined || value === null ? [] : listIn(value);
  return new Map(
    entries.flatMap((entry) =>
      Object.entries(Object(entry)).map(([event, name]): [string, string] => [event, String(name)]),
    ),
  );
}

/** The answer to an AppSpec file of another form (aws/aws-cli#6267). */
export function notWellFormed() {
  return failure(
    'INVALID_REVISION',
    'The deployment failed because the AppSpec file that specifies the deployment configuration is missing or has an invalid configuration. The input AppSpec file is a not well-formed yaml. The template cannot be parsed.',
  );
}
