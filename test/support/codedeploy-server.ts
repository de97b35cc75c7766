import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';

export interface Call {
  readonly operation: string;
  readonly input: Input;
}

/** What the tests look at in the input of a call; `targetIds` is there in calls that take it. */
interface Input {
  readonly targetIds: readonly string[];
  readonly nextToken?: string;
  readonly targetFilters?: { readonly TargetStatus?: readonly string[] };
}

/**
 * A result of the operation; an error of the service; any other HTTP answer; bytes that somebody in between sends in place
 * of one; or none, with the connection cut.
 */
export type Answer =
  | { readonly result: unknown }
  | { readonly error: string; readonly message?: string; readonly status?: number }
  | { readonly status: number; readonly text: string }
  | { readonly bytes: string }
  | 'cut';

export interface CodeDeployServer {
  /** Sends each request once, so that a test sees every answer. */
  readonly codedeploy: CodeDeployClient;
  readonly calls: readonly Call[];
}

/** A server that speaks CodeDeploy's protocol (awsJson1_1) as a test wants it, and a client for it. Ends with the test. */
export async function codeDeployServer(
  t: TestContext,
  answer: (call: Call) => Answer | Promise<Answer>,
): Promise<CodeDeployServer> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).replace('CodeDeploy_20141006.', '');
    const call = { operation, input: (await json(request)) as Input };
    calls.push(call);
    const answered = await answer(call);
    if (answered === 'cut') {
      request.socket.destroy();
      return;
    }
    if ('bytes' in answered) {
      request.socket.end(answered.bytes);
      return;
    }
    const { status, text } = httpAnswer(answered);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r-1' });
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const codedeploy = new CodeDeployClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  t.after(() => {
    codedeploy.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { codedeploy, calls };
}

function httpAnswer(answer: Exclude<Answer, 'cut' | { bytes: string }>): { status: number; text: string } {
  if ('text' in answer) return answer;
  if ('result' in answer) return { status: 200, text: JSON.stringify(answer.result) };
  const { error, message, status = 400 } = answer;
  return { status, text: JSON.stringify({ __type: error, ...(message !== undefined && { message }) }) };
}
