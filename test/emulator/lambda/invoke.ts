import type { InvokeCommandInput, InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { pause } from '../pause.ts';
import type { Outcome } from './environments.ts';
import { exception } from './error.ts';
import { findAlias, findFunction, findVersion } from './names.ts';
import type { LambdaFunction, Region, Version } from './state.ts';

/** Lambda keeps the last 4 KB of the log for the caller. */
const logTail = 4096;

/** Minutes before an asynchronous invocation that failed is tried again (Lambda developer guide, asynchronous invocation). */
const retryAfter = [1, 2];

type Invocation = Omit<InvokeCommandInput, 'Payload'> & { readonly Payload?: Uint8Array };

/** Invoke: of a version, or of one of the versions that an alias splits the invocations between. */
export async function invoke(
  region: Region,
  input: Invocation,
): Promise<Omit<InvokeCommandOutput, '$metadata' | 'Payload'> & { Payload?: Uint8Array }> {
  const { found, qualifier = input.Qualifier } = findFunction(region, input.FunctionName);
  const version = versionFor(region, found, qualifier);
  const event = eventOf(input.Payload);
  if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
  if (input.InvocationType === 'Event') {
    invokeLater(region, found, version, event);
    return { StatusCode: 202 };
  }
  const outcome = await region.environments.run(found, version, event);
  return {
    StatusCode: 200,
    ExecutedVersion: version.number,
    Payload: Buffer.from(outcome.payload),
    ...(outcome.isError && { FunctionError: 'Unhandled' }),
    ...(input.LogType === 'Tail' && { LogResult: tailOf(outcome) }),
  };
}

/** Draws one of an alias's versions by their weights. */
function versionFor(region: Region, found: LambdaFunction, qualifier = '$LATEST'): Version {
  if (qualifier === '$LATEST' || /^\d+$/.test(qualifier)) return findVersion(region, found, qualifier);
  const alias = findAlias(found, qualifier);
  let drawn = Math.random();
  for (const [number, weight] of Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {})) {
    if (drawn < weight) return findVersion(region, found, number);
    drawn -= weight;
  }
  return findVersion(region, found, alias.FunctionVersion);
}

/** Takes the event; a failed attempt is followed by two more. */
function invokeLater(region: Region, found: LambdaFunction, version: Version, event: unknown): void {
  const run = attempt(region, found, version, event).finally(() => region.underWay.delete(run));
  region.underWay.add(run);
}

async function attempt(
  region: Region,
  found: LambdaFunction,
  version: Version,
  event: unknown,
): Promise<void> {
  for (const minutes of [0, ...retryAfter]) {
    await pause(minutes * region.minute, region.closing);
    if (region.closing.aborted) return;
    const { isError } = await region.environments.run(found, version, event);
    if (!isError) return;
  }
}

function eventOf(payload: Uint8Array | undefined): unknown {
  const text = Buffer.from(payload ?? []).toString();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw exception(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
}

function tailOf({ log }: Outcome): string {
  return Buffer.from(log).subarray(-logTail).toString('base64');
}
