import type { AliasConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Environments } from './environments.ts';

/** What Lambda keeps for an account in one region. */
export interface Region {
  readonly name: string;
  /** Where the code of the functions is. */
  readonly directory: string;
  readonly functions: Map<string, LambdaFunction>;
  readonly environments: Environments;
  /** How long a minute lasts between the attempts of an asynchronous invocation. */
  readonly minute: number;
  /** Fetches an object that a request names as code. */
  readonly download: (location: { bucket: string; key: string; version?: string }) => Promise<Buffer>;
  /** Aborted when the emulator closes. */
  readonly closing: AbortSignal;
  /** Asynchronous invocations that have not ended. */
  readonly underWay: Set<Promise<void>>;
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  /** `$LATEST`, which updates change. */
  latest: Version;
  /** By their numbers, which are never used again. */
  readonly versions: Map<string, Version>;
  readonly aliases: Map<string, Alias>;
}

export interface Version {
  /** A number, or `$LATEST`. */
  readonly number: string;
  /** The unpacked code. */
  readonly directory: string;
  /** What GetFunctionConfiguration tells but for the name, the ARN and the number. */
  readonly configuration: FunctionConfiguration;
}

/** A name for a version, and perhaps for a second one that gets a part of the invocations. */
export type Alias = AliasConfiguration & { readonly Name: string; FunctionVersion: string };
