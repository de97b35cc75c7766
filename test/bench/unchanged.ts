import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodeDeployClient, CreateApplicationCommand } from '@aws-sdk/client-codedeploy';
import { startEmulator } from '../emulator/emulator.ts';
import { runStep } from '../support/runner.ts';

const region = 'eu-west-1';

/**
 * Uploads the commit with the built action, then runs it again and again.
 * @returns the milliseconds of each of the later runs, from the start of its process to its end.
 */
export async function unchangedRuns(
  checkout: string,
  { scratch, rounds }: { scratch: string; rounds: number },
): Promise<number[]> {
  const emulator = await startEmulator({ settings: { pace: 4, ec2Region: region } });
  const { environment, s3 } = emulator;
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = environment;
  const client = new CodeDeployClient({
    endpoint: emulator.url,
    region,
    credentials: { accessKeyId, secretAccessKey },
  });
  try {
    s3.createBucket('releases', { region, versioning: true });
    await client.send(new CreateApplicationCommand({ applicationName: 'shop' }));
    const milliseconds: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const temporaryDirectory = join(scratch, `runner-${round}`);
      mkdirSync(temporaryDirectory);
      const start = performance.now();
      const { exitCode, log, outputs } = await runStep({
        workspace: checkout,
        temporaryDirectory,
        environment: { ...environment, AWS_REGION: region },
        inputs: { 'application-name': 'shop', 's3-bucket': 'releases' },
      });
      milliseconds.push(performance.now() - start);
      if (exitCode !== 0 || outputs['uploaded'] !== String(round === 0)) throw new Error(log);
    }
    return milliseconds.slice(1);
  } finally {
    client.destroy();
    await emulator.close();
  }
}
