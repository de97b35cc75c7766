/** Deploys the sample application with the built action to an emulated fleet of three instances, one at a time. */
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
} from '@aws-sdk/client-codedeploy';
import { type Emulator, startEmulator } from '../emulator/emulator.ts';
import type { Instance } from '../emulator/fleet/fleet.ts';
import { commitDirectory } from '../support/repository.ts';
import { runStep, type StepResult } from '../support/runner.ts';
import { summaryPage } from '../support/summary-page.ts';
import { readDemoOptions } from './options.ts';

const { fail: shouldFail, keep } = readDemoOptions();
const here = import.meta.dirname;
const output = join(here, '..', '..', 'demo-output');
const bucket = 'shop-releases';

const temporary = mkdtempSync(join(tmpdir(), 'codedeploy-demo-'));
const workspace = join(temporary, 'checkout');
const runnerTemp = join(temporary, 'runner');
mkdirSync(runnerTemp);
const emulator = await startEmulator({ settings: { pace: 200 } });
try {
  await createService(emulator);
  checkOut();
  const result = await deploy(emulator);
  if (result.exitCode === 0) await visitPages(emulator);
  writeSummary(result);
  const expected = shouldFail ? 1 : 0;
  console.log(
    result.exitCode === expected
      ? `\nThe step ended with exit code ${expected}, as it should.`
      : `\nThe step ended with exit code ${result.exitCode}; it should have been ${expected}.`,
  );
  process.exitCode = result.exitCode === expected ? 0 : 1;
  if (keep) await keepInstances(emulator);
  else console.log('Its instances end with the demo. With --keep, they and their pages stay until Ctrl-C.');
} finally {
  await emulator.close();
  rmSync(temporary, { recursive: true, force: true });
}

/** What a team has set up once: a bucket, an application, a group of tagged instances. */
async function createService({ environment, s3, fleet }: Emulator): Promise<void> {
  s3.createBucket(bucket, { region: environment['AWS_REGION'] ?? '', versioning: true });
  for (const number of [1, 2, 3])
    fleet.addEc2({ id: `i-0${number}c8f27e4b9d3a51f`, tags: { Service: 'shop' } });
  const client = new CodeDeployClient({
    endpoint: emulator.url,
    region: environment['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  });
  await client.send(new CreateApplicationCommand({ applicationName: 'shop' }));
  await client.send(
    new CreateDeploymentGroupCommand({
      applicationName: 'shop',
      deploymentGroupName: 'production',
      serviceRoleArn: 'arn:aws:iam::123456789012:role/CodeDeploy',
      ec2TagFilters: [{ Key: 'Service', Value: 'shop', Type: 'KEY_AND_VALUE' }],
    }),
  );
}

function checkOut(): void {
  cpSync(join(here, 'app'), workspace, { recursive: true });
  if (shouldFail) cpSync(join(here, 'broken'), workspace, { recursive: true });
  commitDirectory(workspace);
}

async function deploy({ environment }: Emulator): Promise<StepResult> {
  return await runStep({
    inputs: {
      'application-name': 'shop',
      'deployment-group-name': 'production',
      'deployment-config-name': 'CodeDeployDefault.OneAtATime',
      's3-bucket': bucket,
      'poll-interval': '1s',
    },
    environment,
    workspace,
    temporaryDirectory: runnerTemp,
    onLine: (line) => console.log(asShownByTheRunner(line)),
  });
}

/** Workflow commands as the runner's log shows them. */
function asShownByTheRunner(line: string): string {
  const [, level, data] = /^::(error|warning|notice)[^:]*::(.*)$/.exec(line) ?? [];
  if (level === undefined || data === undefined) return line;
  const text = data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  return `${level[0]?.toUpperCase()}${level.slice(1)}: ${text}`;
}

async function visitPages(emulator: Emulator): Promise<void> {
  console.log('\nThe page that each instance serves:');
  for (const { id, environment } of shopInstances(emulator)) {
    const url = `http://127.0.0.1:${environment['PORT']}/`;
    const page = await (await fetch(url)).text();
    console.log(`  ${id}  ${url}  ${/<title>(.*?)<\/title>/.exec(page)?.[1]}`);
  }
}

async function keepInstances(emulator: Emulator): Promise<void> {
  console.log('\nThe instances stay until Ctrl-C. Their root directories:');
  for (const { id, root } of shopInstances(emulator)) console.log(`  ${id}  ${root}`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

function shopInstances({ fleet }: Emulator): readonly Instance[] {
  return [...fleet.instances.values()].filter(({ tags }) => tags.some(({ key }) => key === 'Service'));
}

function writeSummary({ summary }: StepResult): void {
  mkdirSync(output, { recursive: true });
  const pages = { 'summary.md': summary, 'summary.html': summaryPage(summary) };
  console.log('\nThe job summary:');
  for (const [name, text] of Object.entries(pages)) {
    const path = join(output, name);
    writeFileSync(path, text);
    console.log(`  ${relative(process.cwd(), path)}`);
  }
}
