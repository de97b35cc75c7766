import { exception } from './error.ts';
import type { Alias, LambdaFunction, Region, Version } from './state.ts';

/** A function as requests name it: by name, partial ARN or ARN, with or without a version or an alias behind it. */
export function findFunction(
  region: Region,
  reference: string | undefined,
): { found: LambdaFunction; qualifier: string | undefined } {
  const text = reference ?? '';
  const match =
    /^(?:(?:arn:aws[a-z-]*:lambda:([a-z0-9-]+):)?(?:\d{12}:)?function:)?([\w-]+)(?::([\w$-]+))?$/.exec(text);
  const [, ofRegion = region.name, name = '', qualifier] = match ?? [];
  if (!match) {
    throw exception(
      'InvalidParameterValueException',
      `The name of a function is a name, a partial ARN or an ARN: ${text}`,
    );
  }
  const found = ofRegion === region.name ? region.functions.get(name) : undefined;
  if (!found) throw notFound(region, qualifier ? `${name}:${qualifier}` : name);
  return { found, qualifier };
}

/** The answer to a function, or a version of it, that does not exist. */
export function notFound(region: Region, nameAndVersion: string) {
  const arn = arnOf(region.name, nameAndVersion);
  return exception('ResourceNotFoundException', `Function not found: ${arn}`);
}

/** The ARN of a function. */
export function arnOf(region: string, name: string): string {
  return `arn:aws:lambda:${region}:123456789012:function:${name}`;
}

/** The version of this number; `$LATEST` is one too. */
export function findVersion(region: Region, found: LambdaFunction, number: string): Version {
  const version = number === '$LATEST' ? found.latest : found.versions.get(number);
  if (!version) throw notFound(region, `${found.name}:${number}`);
  return version;
}

/** The alias of this name. */
export function findAlias(found: LambdaFunction, name: string | undefined): Alias {
  const alias = found.aliases.get(name ?? '');
  if (!alias) {
    throw exception('ResourceNotFoundException', `Cannot find alias arn: ${found.arn}:${name}`);
  }
  return alias;
}
