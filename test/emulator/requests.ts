import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { jsonTargetOf } from './json-protocol.ts';
import { isLambdaPath, lambdaOperationOf } from './lambda/rest.ts';
import { operationName } from './s3/operation.ts';

export type Service = 'codedeploy' | 'lambda' | 'ecs' | 'elasticloadbalancing' | 's3' | 'github';

/** Whether the service's requests are short and come whole before they are looked at. */
export function hasShortBody(service: Service): boolean {
  return service !== 's3' && service !== 'github';
}

/** A request that reached the emulator, whatever became of it. */
export interface RecordedRequest {
  readonly service: Service;
  /** `CreateDeployment`, `PutObject`, `GET /repos/{owner}/{repo}/commits/{ref}` … */
  readonly operation: string;
  /** The region that the request was signed for; empty when it was not signed. */
  readonly region: string;
  readonly at: Date;
  readonly method: string;
  /** Path and query, without the prefix that leads to GitHub. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** For CodeDeploy, Lambda and ECS: the parsed JSON. */
  readonly body?: unknown;
}

/** The path below which GitHub's API is. */
export const githubPrefix = '/_github';

/** To whom a request goes and what it asks for; in the protocol AWS Query, the body says that. */
export function routeOf(request: IncomingMessage): { service: Service; operation: string; path: string } {
  const { method = 'GET', url = '/', headers } = request;
  const target = jsonTargetOf(request);
  if (target !== undefined) return { ...target, path: url };
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return { service: 'elasticloadbalancing', operation: '', path: url };
  }
  if (isLambdaPath(url)) {
    return { service: 'lambda', operation: lambdaOperationOf(method, url) ?? `${method} ${url}`, path: url };
  }
  if (url.startsWith(`${githubPrefix}/`)) {
    const path = url.slice(githubPrefix.length);
    return { service: 'github', operation: githubOperation(method, path), path };
  }
  return { service: 's3', operation: operationName({ method, url, headers }), path: url };
}

/** Names an operation of GitHub's API by its path template, as GitHub's documentation does. */
function githubOperation(method: string, path: string): string {
  const template = path
    .replace(/\?.*/, '')
    .replace(/^\/repos\/[^/]+\/[^/]+/, '/repos/{owner}/{repo}')
    .replace(/\/(commits|tarball|zipball)\/[^/]+/, '/$1/{ref}')
    .replace(/\/contents\/.+/, '/contents/{path}');
  return `${method} ${template}`;
}

const telling = /^(content-(type|length|encoding|md5)|transfer-encoding|expect|accept|range|if-.+|x-amz-.+)$/;
const changing = /^x-amz-(date|security-token|user-agent|target)$/;

/** The headers that say something about a request: no credentials, nothing that changes from run to run. */
export function tellingHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => telling.test(name) && !changing.test(name))
      .map(([name, value]) => [name, String(value)]),
  );
}
