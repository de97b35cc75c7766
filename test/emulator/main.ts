import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { type Emulator, startEmulator } from './emulator.ts';
import type { Fleet } from './fleet/fleet.ts';

/** `npm run emulator -- --port N [--pace MS] [--region NAME]`: runs until SIGINT or SIGTERM. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4580' },
    pace: { type: 'string', default: '500' },
    region: { type: 'string', default: 'us-east-1' },
  },
});

const emulator = await startEmulator({
  port: wholeNumber('port', values.port),
  settings: { pace: wholeNumber('pace', values.pace), ec2Region: values.region },
});
addInstances(emulator.fleet);
console.log(welcome(emulator));
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await emulator.close();

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`--${name} takes a whole number: ${text}`);
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
  const exports = Object.entries(environment).map(([name, value]) => `export ${name}=${value}`);
  const instances = [...fleet.instances.values()].map(
    ({ id, tags, root }) =>
      `#   ${id}  ${tags.map(({ key, value }) => `${key}=${value}`).join(' ')}\n#     ${root}`,
  );
  return `# CodeDeploy, S3 and GitHub at ${url}; in another shell:
${exports.join('\n')}
# EC2 instances in ${environment['AWS_REGION']}, with their tags and root directories:
${instances.join('\n')}
# Ctrl-C stops everything and removes the directories.`;
}
