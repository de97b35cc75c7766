import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { getOctokit } from '@actions/github';
import { createGitHub, type GitHub } from './github/github.ts';
import { mount } from './mount.ts';

const repo = { owner: 'acme', repo: 'shop' };

test('a commit by sha, short sha, branch and tag', async (t) => {
  const { octokit, first, second } = await startGitHub(t);
  for (const ref of [second, second.slice(0, 7), 'main', 'heads/main', 'feature/x', 'HEAD']) {
    const { data } = await octokit.rest.repos.getCommit({ ...repo, ref });
    assert.equal(data.sha, second, ref);
  }
  const { data } = await octokit.rest.repos.getCommit({ ...repo, ref: 'v1' });
  assert.equal(data.sha, first);
  assert.equal(data.html_url, `https://github.com/acme/shop/commit/${first}`);
  assert.equal(data.commit.message, 'first\n\nwith a body');
  assert.deepEqual(data.commit.author, {
    name: 'Ann',
    email: 'ann@example.com',
    date: '2026-01-02T02:04:05Z',
  });
  assert.deepEqual(data.parents, []);
});

test('what was not pushed is not there', async (t) => {
  const { octokit, directory } = await startGitHub(t);
  const unpushed = commit(directory, 'unpushed', ['--allow-empty']);
  git(directory, 'checkout', '-q', '--detach');
  git(directory, 'branch', '-f', 'main', 'main~1');
  for (const ref of [unpushed, 'f'.repeat(40), 'no-branch', '--all']) {
    await assert.rejects(octokit.rest.repos.getCommit({ ...repo, ref }), {
      status: 422,
      message: new RegExp(`^No commit found for SHA: ${ref}`),
    });
  }
  await assert.rejects(octokit.rest.git.getCommit({ ...repo, commit_sha: unpushed }), { status: 404 });
});

test('a git commit', async (t) => {
  const { octokit, first, second } = await startGitHub(t);
  const { data } = await octokit.rest.git.getCommit({ ...repo, commit_sha: second });
  assert.equal(data.message, 'second');
  assert.deepEqual(
    data.parents.map(({ sha }) => sha),
    [first],
  );
});

test('a repository, whatever the case of its name', async (t) => {
  const { octokit, github, url, directory } = await startGitHub(t);
  const { data } = await octokit.rest.repos.get({ owner: 'ACME', repo: 'Shop' });
  assert.equal(data.full_name, 'acme/shop');
  assert.equal(data.default_branch, 'main');
  await assert.rejects(octokit.rest.repos.get({ owner: 'acme', repo: 'none' }), {
    status: 404,
    message: /^Not Found/,
  });
  await assert.rejects(octokit.rest.repos.getCommit({ owner: 'acme', repo: 'none', ref: 'main' }), {
    status: 404,
  });
  assert.equal((await fetch(`${url}/repos/acme/shop`, { method: 'HEAD' })).status, 200);
  assert.equal((await fetch(`${url}/repos/acme/shop`, { method: 'POST' })).status, 404);
  assert.equal((await fetch(`${url}/repos/acme/shop/issues`)).status, 404);
  github.addRepository('acme/broken', join(directory, 'missing'));
  await assert.rejects(octokit.rest.repos.get({ owner: 'acme', repo: 'broken' }), {
    status: 500,
    message: /ENOENT/,
  });
});

test('comparisons', async (t) => {
  const { octokit, directory, first, second } = await startGitHub(t);
  git(directory, 'checkout', '-q', '-b', 'side', first);
  const side = commit(directory, 'side', ['--allow-empty']);
  git(directory, 'checkout', '-q', '--orphan', 'alien');
  commit(directory, 'alien', ['--allow-empty']);
  const compare = async (base: string, head: string) => {
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      ...repo,
      basehead: `${base}...${head}`,
    });
    return [data.status, data.ahead_by, data.behind_by, data.commits.map(({ sha }) => sha)];
  };
  assert.deepEqual(await compare(first, second), ['ahead', 1, 0, [second]]);
  assert.deepEqual(await compare('main', 'v1'), ['behind', 0, 1, []]);
  assert.deepEqual(await compare('main', 'feature/x'), ['identical', 0, 0, []]);
  assert.deepEqual(await compare('main', 'side'), ['diverged', 1, 1, [side]]);
  await assert.rejects(compare('main', 'none'), { status: 404 });
  await assert.rejects(compare('main', 'alien'), {
    status: 404,
    message: /^No common ancestor between main and alien/,
  });
});

test('a long comparison ends with the newest commits', async (t) => {
  const { octokit, directory, second } = await startGitHub(t);
  const history = Array.from({ length: 251 }, (_, index) =>
    [
      'commit refs/heads/main',
      `committer Ann <ann@example.com> ${1_900_000_000 + index} +0000`,
      'data 0',
      ...(index === 0 ? [`from ${second}`] : []),
      '\n',
    ].join('\n'),
  );
  execFileSync('git', ['fast-import', '--quiet'], { cwd: directory, input: history.join('') });
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
    ...repo,
    basehead: `${second}...main`,
  });
  assert.equal(data.ahead_by, 251);
  assert.equal(data.commits.length, 250);
  assert.equal(data.commits.at(-1)?.sha, git(directory, 'rev-parse', 'main').trim());
});

test('the files of a comparison', async (t) => {
  const { octokit, directory, second } = await startGitHub(t);
  const write = (name: string, content: string) => writeFile(join(directory, name), content);
  const long = 'one line\n'.repeat(20);
  await Promise.all([write('old', long), write('gone', 'x'), write('same', 'y'), write('text', 'z')]);
  git(directory, 'add', '--all');
  const base = commit(directory, 'base');
  await Promise.all([write('new', long), write('text', 'zz'), write('added é', '')]);
  git(directory, 'rm', '-q', 'old', 'gone');
  git(directory, 'add', '--all');
  const head = commit(directory, 'head');
  const filesOf = async (range: string) => {
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({ ...repo, basehead: range });
    return data.files?.map(({ filename, status, previous_filename: before }) => [filename, status, before]);
  };
  assert.deepEqual(await filesOf(`${base}...${head}`), [
    ['added é', 'added', undefined],
    ['gone', 'removed', undefined],
    ['new', 'renamed', 'old'],
    ['text', 'modified', undefined],
  ]);
  assert.deepEqual(await filesOf(`${head}...${second}`), []);
});

test('the content of a file', async (t) => {
  const { octokit, directory, second } = await startGitHub(t);
  const text = 'äöü\n'.repeat(40);
  await mkdir(join(directory, 'some dir'));
  await writeFile(join(directory, 'some dir/a.txt'), text);
  git(directory, 'add', '--all');
  const sha = commit(directory, 'content');
  const path = 'some dir/a.txt';
  for (const ref of [undefined, sha, 'HEAD']) {
    const { data } = await octokit.rest.repos.getContent({ ...repo, path, ...(ref && { ref }) });
    assert.ok(!Array.isArray(data) && data.type === 'file');
    assert.equal(data.sha, git(directory, 'rev-parse', `${sha}:${path}`).trim());
    assert.equal(Buffer.from(data.content, 'base64').toString(), text);
  }
  for (const [path, ref] of [
    ['some dir/a.txt', second],
    ['gone', sha],
    ['some dir/a.txt', 'f'.repeat(40)],
  ] as const) {
    await assert.rejects(octokit.rest.repos.getContent({ ...repo, path, ref }), { status: 404 });
  }
});

test('tokens and private repositories', async (t) => {
  const { github, url, directory, octokit } = await startGitHub(t);
  github.addRepository('acme/secret', directory, { private: true });
  const status = async (path: string, authorization?: string) =>
    (await fetch(`${url}/repos/acme/${path}`, { headers: authorization ? { authorization } : {} })).status;
  assert.equal(await status('shop'), 200);
  assert.equal(await status('secret'), 404);
  assert.equal(await status('secret/commits/main'), 404);
  assert.equal(await status('secret', 'Bearer ghs_known'), 200);
  assert.equal(await status('secret', 'token ghs_known'), 200);
  assert.equal(await status('shop', 'token ghs_wrong'), 401);
  assert.equal((await octokit.rest.repos.get({ owner: 'acme', repo: 'secret' })).data.private, true);
  await assert.rejects(getOctokit('ghs_wrong', { baseUrl: url }).rest.repos.get(repo), {
    status: 401,
    message: /^Bad credentials/,
  });
});

test('archives lie in a directory that names the commit', async (t) => {
  const { github, url, second, temporary } = await startGitHub(t);
  const fetched = async (path: string) =>
    Buffer.from(await (await fetch(`${url}/repos/acme/shop/${path}`)).arrayBuffer());
  const prefix = `acme-shop-${second.slice(0, 7)}/`;
  const tar = gunzipSync(await fetched(`tarball/${second}`));
  assert.ok(tar.includes(`${prefix}appspec.yml`));
  const zip = await fetched('zipball/main');
  assert.equal(zip.toString('latin1', 0, 4), 'PK\x03\x04');
  assert.ok(zip.includes(`${prefix}appspec.yml`));
  assert.equal((await fetch(`${url}/repos/acme/shop/tarball/none`)).status, 404);

  const file = join(temporary, 'bundle.tar');
  await github.download({ repository: 'acme/shop', commitId: second }, file);
  assert.deepEqual(gunzipSync(await readFile(file)), tar);
  await github.download({ repository: 'acme/shop', commitId: second }, file, 'zip');
  assert.deepEqual(await readFile(file), zip);
});

test('the agent says how often it tried', async (t) => {
  const { github, temporary, directory } = await startGitHub(t);
  github.addRepository('acme/secret', directory, { private: true });
  for (const repository of ['acme/shop', 'acme/secret', 'acme/none']) {
    const commitId = 'f'.repeat(40);
    await assert.rejects(github.download({ repository, commitId }, join(temporary, 'bundle.tar')), {
      message: `Could not download bundle at 'https://api.github.com/repos/${repository}/tarball/${commitId}' after 3 retries. Server returned codes: 404 'Not Found'; 404 'Not Found'; 404 'Not Found'; 404 'Not Found'.`,
    });
  }
});

interface Setup {
  readonly github: GitHub;
  readonly url: string;
  readonly octokit: ReturnType<typeof getOctokit>;
  /** The local repository of acme/shop: tag v1 on the first commit, branches main and feature/x on the second. */
  readonly directory: string;
  readonly temporary: string;
  readonly first: string;
  readonly second: string;
}

async function startGitHub(t: TestContext): Promise<Setup> {
  const temporary = await mkdtemp(join(tmpdir(), 'github-'));
  t.after(() => rm(temporary, { recursive: true }));
  const directory = join(temporary, 'shop');
  git(temporary, 'init', '-q', '-b', 'main', directory);
  execFileSync('sh', ['-c', 'echo "version: 0.0" > appspec.yml'], { cwd: directory });
  git(directory, 'add', '.');
  const first = commit(directory, 'first\n\nwith a body');
  git(directory, 'tag', '-m', 'annotated', 'v1');
  const second = commit(directory, 'second', ['--allow-empty']);
  git(directory, 'branch', 'feature/x');
  const github = createGitHub();
  github.addRepository('acme/shop', directory);
  github.addToken('ghs_known');
  const url = await mount(t, github.handle);
  return {
    github,
    url,
    octokit: getOctokit('ghs_known', { baseUrl: url }),
    directory,
    temporary,
    first,
    second,
  };
}

function commit(directory: string, message: string, options: readonly string[] = []): string {
  git(directory, 'commit', '-q', '-m', message, ...options);
  return git(directory, 'rev-parse', 'HEAD').trim();
}

function git(cwd: string, ...args: string[]): string {
  const date = '2026-01-02T03:04:05+01:00';
  const person = { NAME: 'Ann', EMAIL: 'ann@example.com', DATE: date };
  const env = Object.fromEntries(
    Object.entries(person).flatMap(([name, value]) => [
      [`GIT_AUTHOR_${name}`, value],
      [`GIT_COMMITTER_${name}`, value],
    ]),
  );
  return execFileSync('git', ['-c', 'tag.gpgSign=false', '-c', 'commit.gpgSign=false', ...args], {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
}
