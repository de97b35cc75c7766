import { randomUUID } from 'node:crypto';
import type {
  AliasConfiguration,
  CreateAliasCommandInput,
  DeleteAliasCommandInput,
  GetAliasCommandInput,
  ListAliasesCommandInput,
  ListAliasesCommandOutput,
  UpdateAliasCommandInput,
} from '@aws-sdk/client-lambda';
import { exception } from './error.ts';
import { findAlias, findFunction, findVersion } from './names.ts';
import { page } from './pages.ts';
import type { Alias, LambdaFunction, Region } from './state.ts';

/** CreateAlias. */
export function createAlias(region: Region, input: CreateAliasCommandInput): AliasConfiguration {
  const { found } = findFunction(region, input.FunctionName);
  const { Name: name = '', FunctionVersion: version = '', Description = '', RoutingConfig } = input;
  if (!/^(?!\d+$)[\w-]{1,128}$/.test(name)) {
    throw exception('InvalidParameterValueException', `The name of an alias is invalid: ${name}`);
  }
  if (found.aliases.has(name)) {
    throw exception('ResourceConflictException', `Alias already exists: ${found.arn}:${name}`);
  }
  const alias: Alias = {
    AliasArn: `${found.arn}:${name}`,
    Name: name,
    FunctionVersion: version,
    Description,
    RevisionId: randomUUID(),
    ...routing(RoutingConfig),
  };
  checkVersions(region, found, alias);
  found.aliases.set(name, alias);
  return alias;
}

/** GetAlias. */
export function getAlias(region: Region, input: GetAliasCommandInput): AliasConfiguration {
  return findAlias(findFunction(region, input.FunctionName).found, input.Name);
}

/** ListAliases. */
export function listAliases(region: Region, input: ListAliasesCommandInput): ListAliasesCommandOutput {
  const { found } = findFunction(region, input.FunctionName);
  const { FunctionVersion: version } = input;
  const aliases = [...found.aliases.values()].filter(
    (alias) => version === undefined || alias.FunctionVersion === version,
  );
  const { items, ...next } = page(aliases, input);
  return { Aliases: items, ...next } as ListAliasesCommandOutput;
}

/** UpdateAlias: what is left out stays; an empty RoutingConfig ends the split. */
export function updateAlias(region: Region, input: UpdateAliasCommandInput): AliasConfiguration {
  const { found } = findFunction(region, input.FunctionName);
  const alias = findAlias(found, input.Name);
  if (input.RevisionId !== undefined && input.RevisionId !== alias.RevisionId) {
    throw exception(
      'PreconditionFailedException',
      'The Revision Id provided does not match the latest Revision Id. Call the GetAlias API to retrieve the latest Revision Id',
    );
  }
  const { RoutingConfig: before, ...rest } = alias;
  const changed: Alias = {
    ...rest,
    ...(input.FunctionVersion !== undefined && { FunctionVersion: input.FunctionVersion }),
    ...(input.Description !== undefined && { Description: input.Description }),
    ...routing(input.RoutingConfig ?? before),
    RevisionId: randomUUID(),
  };
  checkVersions(region, found, changed);
  found.aliases.set(alias.Name, changed);
  return changed;
}

/** DeleteAlias. An alias that does not exist is deleted already. */
export function deleteAlias(region: Region, input: DeleteAliasCommandInput): void {
  findFunction(region, input.FunctionName).found.aliases.delete(input.Name ?? '');
}

/** An alias without weights has no RoutingConfig. */
function routing(config: AliasConfiguration['RoutingConfig']): Pick<AliasConfiguration, 'RoutingConfig'> {
  const weights = config?.AdditionalVersionWeights ?? {};
  return Object.keys(weights).length === 0 ? {} : { RoutingConfig: { AdditionalVersionWeights: weights } };
}

/** At most two versions, both published (Lambda developer guide, weighted aliases). */
function checkVersions(region: Region, found: LambdaFunction, alias: Alias): void {
  const weights = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
  findVersion(region, found, alias.FunctionVersion);
  if (weights.length === 0) return;
  if (weights.length > 1) throw invalid('An alias can point to a maximum of two versions');
  for (const [version, weight] of weights) {
    if (weight < 0 || weight > 1) throw invalid(`The weight is between 0.0 and 1.0: ${weight}`);
    if (version === alias.FunctionVersion) throw invalid(`The alias points to version ${version} already`);
    if (version === '$LATEST' || alias.FunctionVersion === '$LATEST') {
      throw invalid('$LATEST is not supported for an alias pointing to more than 1 version');
    }
    findVersion(region, found, version);
  }
}

function invalid(message: string) {
  return exception('InvalidParameterValueException', message);
}
