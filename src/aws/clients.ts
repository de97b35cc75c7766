import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { CodeDeployClient, type CodeDeployClientConfig } from '@aws-sdk/client-codedeploy';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from '../actions/context.ts';
import { ActionError } from '../control/errors.ts';
import { rememberSent } from './needed-permission.ts';

const connectionTimeout = 5_000;
const requestTimeout = 20_000;
/** An upload may be slow as long as bytes move. */
const idleTimeout = 60_000;

export interface Aws {
  readonly region: string;
  readonly codedeploy: CodeDeployClient;
  /** Sends each request once: CreateDeployment has no idempotency token, and a retry could deploy twice. */
  readonly codedeployOnce: CodeDeployClient;
  readonly s3: S3Client;
}

/**
 * Creates clients for one region, with a time limit for each request (the SDK has none). The user agent names the run,
 * so that CloudTrail shows which workflow sent the request.
 * @throws ActionError when no region is set anywhere.
 */
export async function createAws(wanted: string | undefined, { runId }: Pick<Context, 'runId'>): Promise<Aws> {
  const region = wanted ?? (await environmentRegion());
  const shared = {
    region,
    customUserAgent: [['codedeploy-action', '1'], ...(/^\d+$/.test(runId) ? [['run', runId]] : [])] as [
      string,
      string,
    ][],
  };
  const connections = { connectionTimeout, ...agents() };
  const codedeploy = {
    ...shared,
    requestHandler: { ...connections, requestTimeout, throwOnRequestTimeout: true },
  } satisfies CodeDeployClientConfig;
  return {
    region,
    codedeploy: rememberSent(new CodeDeployClient({ ...codedeploy, maxAttempts: 5 })),
    codedeployOnce: rememberSent(new CodeDeployClient({ ...codedeploy, maxAttempts: 1 })),
    s3: new S3Client({
      ...shared,
      maxAttempts: 5,
      requestHandler: { ...connections, socketTimeout: idleTimeout },
    }),
  };
}

/** Agents that use the proxy in HTTPS_PROXY and NO_PROXY. The SDK's own agents do not. */
function agents() {
  const options = { keepAlive: true, maxSockets: 50, proxyEnv: process.env };
  return { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) };
}

/**
 * Reads the region from the environment variables, including the AWS CLI's own, or from the shared configuration file.
 */
async function environmentRegion(): Promise<string> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const region = AWS_REGION || AWS_DEFAULT_REGION;
  if (region) return region;
  try {
    return await new CodeDeployClient().config.region();
  } catch {
    throw new ActionError(
      'No AWS region is set. Set aws-region, or run aws-actions/configure-aws-credentials with aws-region in a step before this one.',
    );
  }
}
