import { once } from 'node:events';
import { type Emulator, startEmulator } from './emulator.ts';
import type { Fleet } from './fleet/fleet.ts';
import { readEmulatorOptions } from './options.ts';

/** A token that the emulated GitHub takes. */
const githubToken = 'ghs_emulator';

const { port, pace, region, repositories } = readEmulatorOptions();
const emulator = await startEmulator({ port, settings: { pace, ec2Region: region } }).catch(explainTakenPort);
addInstances(emulator.fleet);
emulator.github.addToken(githubToken);
for (const { name, directory } of repositories) emulator.github.addRepository(name, directory);
console.log(welcome(emulator));
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await emulator.close();

function explainTakenPort(error: NodeJS.ErrnoException): never {
  if (error.code !== 'EADDRINUSE') throw error;
  console.error(`Port ${port} is taken. Choose another one with --port, or --port 0 for a free one.`);
  process.exit(1);
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
  return `# CodeDeploy, Lambda, ECS, S3 and GitHub at ${url}; in another shell:
${exports.join('\n')}
# EC2 instances in ${environment['AWS_REGION']}: their tags, the free port that their scripts are given, their root directories
${instances.join('\n')}
# Ctrl-C stops everything and removes the directories.`;
}
