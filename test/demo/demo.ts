/**
 * Deploys the sample application with the built action to an emulated fleet of three instances, one at a time.
 * `--fail` deploys a version whose server does not start.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
} from '@aws-sdk/client-codedeploy';
import { type Emulator, startEmulator } from '../emulator/emulator.ts';
import { createRepository } from '../support/repository.ts';
import { runStep, type StepResult } from '../support/runner.ts';
import { summaryPage } from '../support/summary-page.ts';

const { fail: shouldFail } = parseArgs({ options: { fail: { type: 'boolean', default: false } } }).values;
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
  const asPlanned = shouldFail ? result.exitCode === 1 : result.exitCode === 0;
  console.log(
    `\nThe step ended with exit code ${result.exitCode}${shouldFail ? ', as a failing deployment should' : ''}.`,
  );
  process.exitCode = asPlanned ? 0 : 1;
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
  createRepository(workspace, {});
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

async function visitPages({ fleet }: Emulator): Promise<void> {
  console.log('\nThe page that each instance serves:');
  for (const { id, tags, environment } of fleet.instances.values()) {
    if (!tags.some(({ key }) => key === 'Service')) continue;
    const url = `http://127.0.0.1:${environment['PORT']}/`;
    const page = await (await fetch(url)).text();
    console.log(`  ${id}  ${url}  ${/<title>(.*?)<\/title>/.exec(page)?.[1]}`);
  }
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
