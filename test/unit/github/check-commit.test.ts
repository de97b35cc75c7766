import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertCommitOnGitHub, type CommitOnGitHub } from '../../../src/github/check-commit.ts';
import { expectError } from '../../support/action-error.ts';
import { skipPauses } from '../../support/pauses.ts';
import { type Handle, lines, serve } from '../support/services.ts';

const commitId = 'c'.repeat(40);
let handle: Handle;
// @actions/github reads the address once, when it is first imported.
process.env['GITHUB_API_URL'] = await serve({ after }, (request, response) => handle(request, response));

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const found: Answer = { status: 200, body: { sha: commitId, commit: { message: 'Fix ::error::\n\nbody' } } };

/** Answers one after the other, the last one again and again; collects what was asked for. */
function answerWith(...answers: readonly Answer[]): { url: string | undefined; token: string | undefined }[] {
  const asked: { url: string | undefined; token: string | undefined }[] = [];
  handle = ({ url, headers }, response) => {
    const { status, body } = answers[Math.min(asked.length, answers.length - 1)] ?? found;
    asked.push({ url, token: headers.authorization });
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  return asked;
}

function ask(more: Partial<CommitOnGitHub> = {}) {
  const { signal } = new AbortController();
  return assertCommitOnGitHub({
    repository: 'acme/shop',
    commitId,
    token: 't0ken',
    signal,
    warn: assert.fail,
    ...more,
  });
}

test('a commit that is there, asked for with the token', async () => {
  const asked = answerWith(found);
  assert.deepEqual(await ask(), { subject: 'Fix ::error::' });
  assert.deepEqual(asked, [{ url: `/repos/acme/shop/commits/${commitId}?per_page=1`, token: 'token t0ken' }]);
});

test('without a token, nobody asks', async () => {
  const asked = answerWith(found);
  await ask({ token: undefined });
  assert.deepEqual(asked, [{ url: `/repos/acme/shop/commits/${commitId}?per_page=1`, token: undefined }]);
});

for (const { status, token, message } of [
  {
    status: 404,
    token: 't',
    message: /c{40} is not on GitHub in acme\/shop.*Push it.*contents: read.*s3-bucket/,
  },
  { status: 422, token: 't', message: /c{40} is not on GitHub in acme\/shop/ },
  // Of a repository without commits.
  { status: 409, token: 't', message: /c{40} is not on GitHub in acme\/shop/ },
  { status: 404, token: undefined, message: /a private repository needs github-token/ },
  { status: 401, token: 't', message: /does not accept the token \(no way.*github-token/ },
]) {
  test(`the answer ${status} ${token ? 'to a token' : 'to nobody'} is an error, at once`, async () => {
    const asked = answerWith({ status, body: { message: 'no way' } });
    await expectError(ask({ token }), message);
    assert.equal(asked.length, 1);
  });
}

test('a fault that passes is asked about again', async (t) => {
  skipPauses(t);
  const asked = answerWith({ status: 502, body: {} }, found);
  assert.deepEqual(await ask(), { subject: 'Fix ::error::' });
  assert.equal(asked.length, 2);
});

test('when GitHub cannot tell, that is a warning, and nothing else is printed', async (t) => {
  skipPauses(t);
  for (const [status, attempts] of [
    [503, 3],
    [403, 1],
    [429, 1],
  ] as const) {
    const asked = answerWith({ status, body: { message: 'rate limit\n::error::x' } });
    const warnings = lines();
    const printed = t.mock.method(console, 'error', assert.fail);
    assert.deepEqual(await ask({ warn: warnings.add }), {});
    printed.mock.restore();
    assert.equal(asked.length, attempts, String(status));
    assert.equal(warnings.all.length, 1);
    assert.match(
      warnings.all[0] ?? '',
      /Could not check whether the commit c{40} is on GitHub in acme\/shop: rate limit ::error::x/,
    );
  }
});

test('a connection that breaks is a warning', async (t) => {
  skipPauses(t);
  handle = ({ socket }) => socket.destroy();
  const warnings = lines();
  assert.deepEqual(await ask({ warn: warnings.add }), {});
  assert.equal(warnings.all.length, 1);
});

test('a server that stays silent is asked three times, and is a warning of one line', async (t) => {
  skipPauses(t);
  let asked = 0;
  let patience = new AbortController();
  const timeouts = t.mock.method(AbortSignal, 'timeout', () => {
    patience = new AbortController();
    return patience.signal;
  });
  handle = () => {
    asked += 1;
    patience.abort(new DOMException('The time is up.', 'TimeoutError'));
  };
  const warnings = lines();
  assert.deepEqual(await ask({ warn: warnings.add }), {});
  assert.equal(asked, 3);
  assert.deepEqual(
    timeouts.mock.calls.map((call) => call.arguments),
    [[4_000], [4_000], [4_000]],
  );
  assert.deepEqual(
    warnings.all.map((line) => line.replace(/ It is deployed without that check.*$/, '')),
    [`Could not check whether the commit ${commitId} is on GitHub in acme/shop: no answer within 4s.`],
  );
});

test('an abort ends it with the reason', async () => {
  const controller = new AbortController();
  const reason = new Error('cancelled');
  handle = () => controller.abort(reason);
  await assert.rejects(ask({ signal: controller.signal }), (error) => error === reason);
});

test('an abort ends the pause before the next try too', async () => {
  const controller = new AbortController();
  const reason = new Error('cancelled');
  handle = (_, response) => {
    response.writeHead(500).end(() => setTimeout(() => controller.abort(reason), 100));
  };
  await assert.rejects(ask({ signal: controller.signal }), (error) => error === reason);
});
