import { once } from 'node:events';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Emulator, startEmulator } from './emulator.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { GitHub } from './github/github.ts';

/** A token that the emulated GitHub takes. */
const githubToken = 'ghs_emulator';

/**
 * `npm run emulator -- [--port N] [--pace MS] [--region NAME] [--repository OWNER/NAME=DIRECTORY]…`: runs until
 * SIGINT or SIGTERM.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4580' },
    pace: { type: 'string', default: '500' },
    region: { type: 'string', default: 'us-east-1' },
    repository: { type: 'string', multiple: true, default: [] },
  },
});

const emulator = await startEmulator({
  port: wholeNumber('port', values.port),
  settings: { pace: wholeNumber('pace', values.pace), ec2Region: values.region },
});
addInstances(emulator.fleet);
emulator.github.addToken(githubToken);
for (const repository of values.repository) addRepository(emulator.github, repository);
console.log(welcome(emulator));
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await emulator.close();

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`--${name} takes a whole number: ${text}`);
}

function addRepository(github: GitHub, text: string): void {
  const [, name, directory] = /^([^/=]+\/[^/=]+)=(.+)$/.exec(text) ?? [];
  if (!name || !directory) throw new Error(`--repository takes owner/name=directory: ${text}`);
  github.addRepository(name, resolve(directory));
}

/** One EC2 instance for staging and more for production, tagged in the ways that AWS's own examples tag them. */
function addInstances(fleet: Fleet): void {
  fleet.addEc2({ tags: { Name: 'DemoApp-staging-1', CDG: 'DemoApp_Staging', Environment: 'staging' } });
  for (const n of [1, 2]) {
    fleet.addEc2({
      tags: { Name: `DemoApp-production-${n}`, CDG: 'DemoApp_Production', Environment: 'production' },
    });
  }
  fleet.addEc2({ tags: { Name: 'production-3', Environment: 'production' } });
}

function welcome({ url, environment, fleet }: Emulator): string {
  const variables = { ...environment, GITHUB_TOKEN: githubToken };
  const exports = Object.entries(variables).map(([name, value]) => `export ${name}=${value}`);
  const instances = [...fleet.instances.values()].map(
    ({ id, tags, root, environment: { PORT: port } }) =>
      `#   ${id}  ${tags.map(({ key, value }) => `${key}=${value}`).join(' ')}\n#     PORT=${port}  ${root}`,
  );
  return `# CodeDeploy, S3 and GitHub at ${url}; in another shell:
${exports.join('\n')}
# EC2 instances in ${environment['AWS_REGION']}: their tags, the free port that their scripts are given, their root directories
${instances.join('\n')}
# Ctrl-C stops everything and removes the directories.`;
}
