import { CodeDeployClient, type CodeDeployClientConfig } from '@aws-sdk/client-codedeploy';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from './context.ts';

const connectionTimeout = 5_000;
const requestTimeout = 20_000;
/** A slow upload is fine as long as bytes move. */
const idleTimeout = 60_000;

export interface Aws {
  readonly region: string;
  readonly codedeploy: CodeDeployClient;
  /** Sends each request once: CreateDeployment has no idempotency token, and a retry could deploy twice. */
  readonly codedeployOnce: CodeDeployClient;
  readonly s3: S3Client;
}

/**
 * Clients for one region, each request with a time limit (the SDK has none of its own).
 * The user agent names the run, so that CloudTrail tells which workflow asked.
 */
export function createAws(region: string, { runId }: Context): Aws {
  const shared = {
    region,
    customUserAgent: [['codedeploy-action', '1'], ...(/^\d+$/.test(runId) ? [['run', runId]] : [])] as [
      string,
      string,
    ][],
  };
  const codedeploy = {
    ...shared,
    requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true },
  } satisfies CodeDeployClientConfig;
  return {
    region,
    codedeploy: new CodeDeployClient({ ...codedeploy, maxAttempts: 5 }),
    codedeployOnce: new CodeDeployClient({ ...codedeploy, maxAttempts: 1 }),
    s3: new S3Client({
      ...shared,
      maxAttempts: 5,
      requestHandler: { connectionTimeout, socketTimeout: idleTimeout },
    }),
  };
}
