import { randomUUID } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type {
  CreateFunctionCommandInput,
  DeleteFunctionCommandInput,
  FunctionConfiguration,
  GetFunctionCommandInput,
  GetFunctionCommandOutput,
  GetFunctionConfigurationCommandInput,
  ListFunctionsCommandInput,
  ListVersionsByFunctionCommandInput,
  PublishVersionCommandInput,
  UpdateFunctionCodeCommandInput,
} from '@aws-sdk/client-lambda';
import { type Code, installCode } from './code.ts';
import { exception } from './error.ts';
import { arnOf, findAlias, findFunction, findVersion } from './names.ts';
import { page } from './pages.ts';
import type { LambdaFunction, Region, Version } from './state.ts';

/** CreateFunction. The code may be a directory too, when the caller is no request. */
export async function createFunction(
  region: Region,
  { Code: code, Publish: isPublished, FunctionName: name = '', ...input }: CreateFunctionCommandInput,
  directory?: string,
): Promise<FunctionConfiguration> {
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw exception('InvalidParameterValueException', `The name of a function is invalid: ${name}`);
  }
  if (region.functions.has(name)) {
    throw exception('ResourceConflictException', `Function already exist: ${name}`);
  }
  if (!input.Handler || !input.Runtime?.startsWith('nodejs')) {
    throw exception('InvalidParameterValueException', 'The emulator runs handlers for nodejs runtimes only');
  }
  const configuration: FunctionConfiguration = {
    Runtime: input.Runtime,
    Role: input.Role,
    Handler: input.Handler,
    Description: input.Description ?? '',
    Timeout: input.Timeout ?? 3,
    MemorySize: input.MemorySize ?? 128,
    PackageType: 'Zip',
    Architectures: input.Architectures ?? ['x86_64'],
    ...(input.Environment && { Environment: { Variables: input.Environment.Variables } }),
  };
  const latest = await newLatest(region, name, { code: directory ?? code ?? {}, configuration });
  const created: LambdaFunction = {
    name,
    arn: arnOf(region.name, name),
    latest,
    versions: new Map(),
    aliases: new Map(),
  };
  region.functions.set(name, created);
  return configurationOf(created, isPublished ? publish(region, created) : created.latest);
}

/** UpdateFunctionCode. */
export async function updateFunctionCode(
  region: Region,
  input: UpdateFunctionCodeCommandInput,
  directory?: string,
): Promise<FunctionConfiguration> {
  const { found } = findFunction(region, input.FunctionName);
  checkRevision(found.latest, input.RevisionId);
  const { configuration } = found.latest;
  found.latest = await newLatest(region, found.name, { code: directory ?? input, configuration });
  return configurationOf(found, input.Publish ? publish(region, found) : found.latest);
}

/** PublishVersion. */
export function publishVersion(region: Region, input: PublishVersionCommandInput): FunctionConfiguration {
  const { found } = findFunction(region, input.FunctionName);
  checkRevision(found.latest, input.RevisionId);
  if (input.CodeSha256 !== undefined && input.CodeSha256 !== found.latest.configuration.CodeSha256) {
    throw exception(
      'InvalidParameterValueException',
      `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${found.latest.configuration.CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  }
  return configurationOf(found, publish(region, found, input.Description));
}

/** ListVersionsByFunction: `$LATEST` first. */
export function listVersionsByFunction(region: Region, input: ListVersionsByFunctionCommandInput): object {
  const { found } = findFunction(region, input.FunctionName);
  const { items, ...next } = page([found.latest, ...found.versions.values()], input);
  return {
    Versions: items.map((version) => configurationOf(found, version, version.number)),
    ...next,
  };
}

/** ListFunctions. */
export function listFunctions(region: Region, input: ListFunctionsCommandInput): object {
  const { items, ...next } = page([...region.functions.values()], input);
  return { Functions: items.map((each) => configurationOf(each, each.latest)), ...next };
}

/** GetFunctionConfiguration, of `$LATEST`, a version or the version of an alias. */
export function getFunctionConfiguration(
  region: Region,
  input: GetFunctionConfigurationCommandInput,
): FunctionConfiguration {
  const { found, qualifier = input.Qualifier } = findFunction(region, input.FunctionName);
  return configurationOf(found, qualifiedVersion(region, found, qualifier), qualifier);
}

/** GetFunction. The code is not given away: Code has no Location. */
export function getFunction(
  region: Region,
  input: GetFunctionCommandInput,
): Omit<GetFunctionCommandOutput, '$metadata'> {
  return { Configuration: getFunctionConfiguration(region, input), Code: { RepositoryType: 'S3' } };
}

/** DeleteFunction, with its versions and aliases. */
export function deleteFunction(region: Region, input: DeleteFunctionCommandInput): void {
  const { found } = findFunction(region, input.FunctionName);
  region.functions.delete(found.name);
  rmSync(join(region.directory, found.name), { recursive: true, force: true });
}

/** The version that a qualifier means: a number, `$LATEST` or an alias. */
function qualifiedVersion(region: Region, found: LambdaFunction, qualifier = '$LATEST'): Version {
  const isNumber = qualifier === '$LATEST' || /^\d+$/.test(qualifier);
  return findVersion(region, found, isNumber ? qualifier : findAlias(found, qualifier).FunctionVersion);
}

async function newLatest(
  region: Region,
  name: string,
  { code, configuration }: { code: Code; configuration: FunctionConfiguration },
): Promise<Version> {
  // The folder of an older $LATEST stays: an environment may still run it.
  const directory = join(region.directory, name, `latest-${randomUUID()}`);
  const { sha256, size } = await installCode(region, code, directory);
  return {
    number: '$LATEST',
    directory,
    configuration: { ...configuration, ...stamp(), CodeSha256: sha256, CodeSize: size },
  };
}

/** Unchanged code and configuration make no new version (Lambda API reference, PublishVersion). */
function publish(region: Region, found: LambdaFunction, description?: string): Version {
  const { latest, versions } = found;
  const newest = [...versions.values()].at(-1);
  if (newest && newest.configuration.CodeSha256 === latest.configuration.CodeSha256) return newest;
  const number = String(versions.size + 1);
  const directory = join(region.directory, found.name, number);
  cpSync(latest.directory, directory, { recursive: true });
  const version: Version = {
    number,
    directory,
    configuration: {
      ...latest.configuration,
      RevisionId: randomUUID(),
      ...(description !== undefined && { Description: description }),
    },
  };
  versions.set(number, version);
  return version;
}

function stamp(): FunctionConfiguration {
  return {
    RevisionId: randomUUID(),
    LastModified: new Date().toISOString().replace('Z', '+0000'),
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}

function configurationOf(
  found: LambdaFunction,
  version: Version,
  qualifier: string | undefined = version.number === '$LATEST' ? undefined : version.number,
): FunctionConfiguration {
  return {
    FunctionName: found.name,
    FunctionArn: qualifier === undefined ? found.arn : `${found.arn}:${qualifier}`,
    Version: version.number,
    ...version.configuration,
  };
}

function checkRevision(latest: Version, revisionId: string | undefined): void {
  if (revisionId !== undefined && revisionId !== latest.configuration.RevisionId) {
    throw exception(
      'PreconditionFailedException',
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction API to retrieve the latest Revision Id',
    );
  }
}
