import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readCommandLine, UsageError } from '../support/command-line.ts';

const usage = `Usage: npm run emulator -- [--port N] [--pace MS] [--region NAME] [--repository OWNER/NAME=DIRECTORY]...

Runs CodeDeploy, Lambda, ECS, S3 and GitHub on 127.0.0.1, with some EC2 instances, until Ctrl-C. Prints the export
lines that point the AWS CLI and the SDKs at it, and the instances with their root directories.

  --port N                            listens on this port, or on a free one if it is 0 (4580)
  --pace MS                           pauses so many milliseconds between two states or two events (500); a minute
                                      that a deployment waits lasts twice as long
  --region NAME                       has its EC2 instances in this region (us-east-1)
  --repository OWNER/NAME=DIRECTORY   has this git repository on its GitHub; may be given more than once
  --help                              prints this

Exit code: 0 after Ctrl-C; 1 when the port is taken; 2 for a wrong option.
`;

export interface EmulatorOptions {
  readonly port: number;
  readonly pace: number;
  readonly region: string;
  readonly repositories: readonly Repository[];
}

export interface Repository {
  /** `owner/name` */
  readonly name: string;
  readonly directory: string;
}

export function readEmulatorOptions(): EmulatorOptions {
  return readCommandLine(usage, emulatorOptions);
}

function emulatorOptions(args: string[]): EmulatorOptions {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '4580' },
      pace: { type: 'string', default: '500' },
      region: { type: 'string', default: 'us-east-1' },
      repository: { type: 'string', multiple: true, default: [] },
    },
  });
  return {
    port: wholeNumber('--port', values.port, 65_535),
    pace: wholeNumber('--pace', values.pace, 3_600_000),
    region: region(values.region),
    repositories: values.repository.map(repository),
  };
}

function wholeNumber(option: string, text: string, most: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) <= most) return Number(text);
  throw new UsageError(`${option} takes a whole number from 0 to ${most}, not ${JSON.stringify(text)}`);
}

function region(text: string): string {
  if (/^[a-z]+(-[a-z0-9]+)+$/.test(text)) return text;
  throw new UsageError(`--region takes the code of a region, such as eu-west-1, not ${JSON.stringify(text)}`);
}

function repository(text: string): Repository {
  const [, name, path] = /^([^/=]+\/[^/=]+)=(.+)$/.exec(text) ?? [];
  if (!name || !path)
    throw new UsageError(`--repository takes owner/name=directory, not ${JSON.stringify(text)}`);
  const directory = resolve(path);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return { name, directory };
  throw new UsageError(`--repository ${name}: there is no directory ${JSON.stringify(directory)}`);
}
