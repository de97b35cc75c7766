import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { GitHubLocation } from '@aws-sdk/client-codedeploy';
import { errorReply, notFound, type Reply } from './reply.ts';
import type { Repository } from './repository.ts';
import { answer } from './route.ts';

/** GitHub's REST API over local repositories, as far as deployments need it. */
export interface GitHub {
  /** Answers one request; its URL begins with `/repos/`, without any prefix that this is mounted under. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Lets a local repository stand for `owner/repo`; what its branches and tags reach counts as pushed. */
  addRepository(fullName: string, directory: string, options?: { private?: boolean }): void;
  /** Makes a token valid; it can read every repository. */
  addToken(token: string): void;
  /**
   * Fetches a revision as the CodeDeploy agent does without a GitHub connection: public repositories only; a gzipped
   * tar or a zip. Rejects with the agent's message.
   */
  download(location: GitHubLocation, toFile: string, bundleType?: 'tar' | 'zip'): Promise<void>;
}

/** The agent waits 10, 30 and 90 seconds between its four attempts; here they follow at once. */
const ATTEMPTS = 4;

/** Creates a GitHub without repositories and without valid tokens. */
export function createGitHub(): GitHub {
  const repositories = new Map<string, Repository>();
  const tokens = new Set<string>();

  async function get(url: string, authorization: string | undefined): Promise<Reply> {
    const [path = '', query] = url.split('?');
    const token = /^(?:token|bearer) (.+)$/i.exec(authorization ?? '')?.[1];
    if (authorization !== undefined && (token === undefined || !tokens.has(token))) {
      return errorReply(401, 'Bad credentials');
    }
    const [, name = '', rest = ''] = /^\/repos\/([^/]+\/[^/]+)(?:\/(.*))?$/.exec(decodePath(path)) ?? [];
    const repository = repositories.get(name.toLowerCase());
    if (repository === undefined || (repository.isPrivate && token === undefined)) return notFound();
    return answer(repository, { rest, ref: new URLSearchParams(query).get('ref') ?? undefined });
  }

  return {
    async handle(request, response) {
      const isGet = request.method === 'GET' || request.method === 'HEAD';
      await send(
        response,
        isGet ? await get(request.url ?? '/', request.headers.authorization).catch(brokenReply) : notFound(),
      );
    },
    addRepository(fullName, directory, options = {}) {
      const [owner, name, ...more] = fullName.split('/');
      if (!owner || !name || more.length > 0) throw new Error(`not owner/repo: ${fullName}`);
      repositories.set(fullName.toLowerCase(), {
        owner,
        name,
        directory,
        isPrivate: options.private ?? false,
      });
    },
    addToken(token) {
      tokens.add(token);
    },
    async download({ repository = '', commitId = '' }, toFile, bundleType = 'tar') {
      const path = `/repos/${repository}/${bundleType === 'zip' ? 'zipball' : 'tarball'}/${commitId}`;
      const codes: string[] = [];
      while (codes.length < ATTEMPTS) {
        const reply = await get(path, undefined);
        if ('archive' in reply)
          return pipeline([reply.archive, ...reply.encoders, createWriteStream(toFile)]);
        codes.push(`${reply.status} '${STATUS_CODES[reply.status]}'`);
      }
      // aws-codedeploy-agent 1.8.1, command_executor.rb, retrieve_from_github
      throw new Error(
        `Could not download bundle at 'https://api.github.com${path}' after ${ATTEMPTS - 1} retries. Server returned codes: ${codes.join('; ')}.`,
      );
    },
  };
}

async function send(response: ServerResponse, reply: Reply): Promise<void> {
  const headers = {
    server: 'github.com',
    'x-github-request-id': randomBytes(12).toString('hex').toUpperCase(),
    'x-github-media-type': 'github.v3; format=json',
  };
  if ('json' in reply) {
    response.writeHead(reply.status, { ...headers, 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(reply.json));
    return;
  }
  response.writeHead(reply.status, {
    ...headers,
    'content-type': reply.contentType,
    'content-disposition': `attachment; filename=${reply.fileName}`,
  });
  await pipeline([reply.archive, ...reply.encoders, response]);
}

/** A mistake of the emulator's own, or a broken local repository: shown to whoever called. */
function brokenReply(error: unknown): Reply {
  return errorReply(500, `The emulator failed: ${error instanceof Error ? error.stack : String(error)}`);
}

function decodePath(path: string): string {
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) =>
    Buffer.from(encoded.replaceAll('%', ''), 'hex').toString(),
  );
}
