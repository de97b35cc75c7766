import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tree } from './fleet/bundle-fixture.ts';
import { type InstanceFixture, startInstance } from './fleet/instance-fixture.ts';
import { runScript } from './fleet/script.ts';

const ROOT = '/opt/codedeploy-agent/deployment-root';
const ARCHIVE = `${ROOT}/group-id/d-000000001/deployment-archive`;

describe('a script that fails', () => {
  const rows: readonly (readonly [string, Tree, string, string, string])[] = [
    // what is wrong, bundle, settings of the hook, error code, message behind "Script "
    ['is missing', {}, '', 'ScriptMissing', `does not exist at specified location: ${ARCHIVE}/run.sh`],
    [
      'is called by another case',
      { 'Run.sh': '' },
      '',
      'ScriptMissing',
      `does not exist at specified location: ${ARCHIVE}/run.sh`,
    ],
    [
      'exits with 3',
      { 'run.sh': '#!/bin/sh\nexit 3\n' },
      '',
      'ScriptFailed',
      'at specified location: run.sh failed with exit code 3',
    ],
    [
      'exits as a user',
      { 'run.sh': '#!/bin/sh\nexit 3\n' },
      'runas: root',
      'ScriptFailed',
      'at specified location: run.sh run as user root failed with exit code 3',
    ],
    [
      'is for an unknown user',
      { 'run.sh': '#!/bin/sh\n' },
      'runas: nosuchuser',
      'ScriptFailed',
      'at specified location: run.sh run as user nosuchuser failed with exit code 1',
    ],
    [
      'is killed',
      { 'run.sh': '#!/bin/sh\nkill -9 $$\n' },
      '',
      'ScriptFailed',
      'at specified location: run.sh failed with exit code ',
    ],
    [
      'has CRLF line ends',
      { 'run.sh': '#!/bin/sh\r\nexit 0\r\n' },
      '',
      'ScriptFailed',
      `at specified location: run.sh failed with error Errno::ENOENT with message No such file or directory - ${ARCHIVE}/run.sh`,
    ],
    [
      'has an interpreter that is not installed',
      { 'run.sh': '#!/usr/bin/nosuchshell\n' },
      '',
      'ScriptFailed',
      `at specified location: run.sh failed with error Errno::ENOENT with message No such file or directory - ${ARCHIVE}/run.sh`,
    ],
    [
      'is a directory',
      { 'run.sh/x': '' },
      '',
      'ScriptFailed',
      `at specified location: run.sh failed with error Errno::EACCES with message Permission denied - ${ARCHIVE}/run.sh`,
    ],
    [
      'takes too long',
      { 'run.sh': '#!/bin/sh\nexec sleep 30\n' },
      'timeout: 1',
      'ScriptTimedOut',
      'at specified location: run.sh failed to complete in 1 seconds',
    ],
    [
      'leaves stdout open',
      { 'run.sh': '#!/bin/sh\nsleep 30 &\n' },
      'timeout: 1',
      'UnknownError',
      'at specified location: run.sh failed to close STDOUT',
    ],
    [
      'leaves stderr open',
      { 'run.sh': '#!/bin/sh\nsleep 30 >/dev/null &\n' },
      'timeout: 1',
      'UnknownError',
      'at specified location: run.sh failed to close STDERR',
    ],
  ];
  for (const [name, tree, settings, errorCode, message] of rows) {
    test(name, async () => {
      await using host = startInstance();
      const { events, last } = await host.deploy({ ...tree, 'appspec.yml': hook('run.sh', settings) });
      assert.equal(events.at(-1), 'BeforeInstall');
      assert.deepEqual(
        { ...last, logTail: '' },
        { errorCode, scriptName: 'run.sh', message: `Script ${message}`, logTail: '' },
      );
    });
  }

  test('has a space in its name', async () => {
    await using host = startInstance();
    const { last } = await host.deploy({ 'my run.sh': '#!/bin/sh\n', 'appspec.yml': hook('my run.sh') });
    const message = `Script at specified location: my run.sh failed with error Errno::ENOENT with message No such file or directory - ${ARCHIVE}/my`;
    assert.equal(last.message, message);
  });

  test('ends the event', async () => {
    await using host = startInstance();
    const scripts = { 'one.sh': '#!/bin/sh\nexit 1\n', 'two.sh': '#!/bin/sh\ntouch "$INSTANCE_ROOT/two"\n' };
    const { last } = await host.deploy({
      ...scripts,
      'appspec.yml': hooks({ BeforeInstall: ['one.sh', 'two.sh'] }),
    });
    assert.equal(last.scriptName, 'one.sh');
    assert.ok(!host.exists('/two'));
  });

  test('gets TERM at its timeout, and is waited for', async () => {
    await using host = startInstance();
    const script = '#!/bin/sh\ntrap "echo cleaning up; exit 0" TERM\necho working\nsleep 30 &\nwait\n';
    const { last } = await host.deploy({ 'run.sh': script, 'appspec.yml': hook('run.sh', 'timeout: 1') });
    assert.equal(last.errorCode, 'ScriptTimedOut');
    assert.match(last.logTail, /\[stdout\]working\n\[stdout\]cleaning up\n$/);
  });

  test('removes the log it writes to', async () => {
    await using host = startInstance();
    const script = '#!/bin/sh\nrm -rf "$INSTANCE_ROOT/opt"\necho gone\nexit 1\n';
    const { last } = await host.deploy({ 'run.sh': script, 'appspec.yml': hook('run.sh') });
    assert.equal(last.errorCode, 'ScriptFailed');
    assert.match(last.logTail, /\[stdout\]gone\n$/);
  });

  test('prints what is no UTF-8', async () => {
    await using host = startInstance();
    const script = "#!/bin/sh\nprintf '\\377\\n'\nexit 1\n";
    const { last } = await host.deploy({ 'run.sh': script, 'appspec.yml': hook('run.sh') });
    assert.deepEqual(last, {
      errorCode: 'UnknownError',
      scriptName: 'run.sh',
      message: 'Attempting minimal diagnostics',
      logTail: 'Exception JSON::GeneratorError occured',
    });
  });
});

describe('a script that succeeds', () => {
  const rows: readonly (readonly [string, Tree, string])[] = [
    ['is not executable', { 'run.sh': '#!/bin/sh\ntouch "$INSTANCE_ROOT/ran"\n' }, 'run.sh'],
    ['has no #! line', { 'run.sh': 'touch "$INSTANCE_ROOT/ran"\n' }, 'run.sh'],
    ['is called with ./', { 'run.sh': '#!/bin/sh\ntouch "$INSTANCE_ROOT/ran"\n' }, './run.sh'],
    ['is called with /', { 'run.sh': '#!/bin/sh\ntouch "$INSTANCE_ROOT/ran"\n' }, '/run.sh'],
    [
      'has characters of the shell in its name',
      { 'run{}.sh': '#!/bin/sh\ntouch "$INSTANCE_ROOT/ran"\n' },
      'run{}.sh',
    ],
    ['reads the end of its input', { 'run.sh': '#!/bin/sh\ncat && touch "$INSTANCE_ROOT/ran"\n' }, 'run.sh'],
    [
      'leaves a quiet process',
      { 'run.sh': '#!/bin/sh\nsleep 30 >/dev/null 2>&1 &\ntouch "$INSTANCE_ROOT/ran"\n' },
      'run.sh',
    ],
  ];
  for (const [name, tree, location] of rows) {
    test(name, async () => {
      await using host = startInstance();
      const { last } = await host.deploy({ ...tree, 'appspec.yml': hook(location) });
      assert.deepEqual(last, { errorCode: 'Success', scriptName: '', message: 'Succeeded: ', logTail: '' });
      assert.ok(host.exists('/ran'));
    });
  }

  test('knows its deployment and runs in /', async () => {
    await using host = startInstance({ PORT: '8080', STAGE: 'test' });
    const script = '#!/bin/sh\n(pwd; env | sort) >"$INSTANCE_ROOT/environment"\n';
    await host.deploy({ 'run.sh': script, 'appspec.yml': hook('run.sh') });
    const [directory, ...variables] = host.read('/environment').trim().split('\n');
    const own = /^(PATH|HOME|PWD|OLDPWD|SHLVL|_)=/;
    assert.equal(directory, host.instance.root);
    assert.deepEqual(
      variables.filter((variable) => !own.test(variable)),
      [
        'APPLICATION_NAME=shop',
        'BUNDLE_BUCKET=releases',
        'BUNDLE_ETAG=etag',
        'BUNDLE_KEY=d-000000001',
        'DEPLOYMENT_GROUP_ID=group-id',
        'DEPLOYMENT_GROUP_NAME=production',
        'DEPLOYMENT_ID=d-000000001',
        `INSTANCE_ROOT=${host.instance.root}`,
        'LIFECYCLE_EVENT=BeforeInstall',
        'PORT=8080',
        'STAGE=test',
      ],
    );
  });

  test('loses the environment to sudo', async () => {
    await using host = startInstance();
    const script = '#!/bin/sh\n! env | grep ^DEPLOYMENT_ID=\n';
    const { last } = await host.deploy({ 'run.sh': script, 'appspec.yml': hook('run.sh', 'sudo: true') });
    assert.equal(last.errorCode, 'Success');
  });
});

test('a GitHub revision tells scripts its commit', async () => {
  await using host = startInstance();
  const archive = '/opt/codedeploy-agent/deployment-root/group-id/d-1/deployment-archive';
  host.write(`${archive}/appspec.yml`, hook('run.sh'));
  host.write(
    `${archive}/run.sh`,
    '#!/bin/sh\nprintenv BUNDLE_COMMIT BUNDLE_BUCKET >"$INSTANCE_ROOT/bundle"\n',
  );
  await host.execute('BeforeInstall', {
    deploymentId: 'd-1',
    revision: { revisionType: 'GitHub', gitHubLocation: { repository: 'o/r', commitId: 'abc' } },
  });
  assert.equal(host.read('/bundle'), 'abc\n');
});

describe('the log', () => {
  test('has a line for the event, the script and each line of output', async () => {
    await using host = startInstance();
    const script = '#!/bin/sh\necho out\necho "no line feed: $0" | tr -d "\\n"\nexit 1\n';
    const { last } = await host.deploy({ 'run.sh': script, 'appspec.yml': hook('run.sh') });
    const log = `LifecycleEvent - BeforeInstall\nScript - run.sh\n[stdout]out\n[stdout]no line feed: ${ARCHIVE}/run.sh`;
    assert.equal(last.logTail, log);
    const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;
    const onDisk = host.read(`${ROOT}/group-id/d-000000001/logs/scripts.log`);
    assert.match(onDisk, new RegExp(`^${time} LifecycleEvent - BeforeInstall\n${time} Script - run.sh\n`));
    const ofAgent = host.read(`${ROOT}/deployment-logs/codedeploy-agent-deployments.log`);
    assert.match(ofAgent, new RegExp(`^\\[${time}\\] \\[d-000000001\\]LifecycleEvent - BeforeInstall\n`));
  });

  const tails: readonly (readonly [string, string, RegExp])[] = [
    [
      'keeps whole lines below 2048 characters',
      'seq 1 1000',
      /^\[stdout\]831\n(\[stdout\]\d+\n)+\[stdout\]1000\n$/,
    ],
    ['is lost behind a line of 2048 characters', 'echo before; printf "%02040d" 0', /^$/],
    [
      'keeps a line of 2047 characters',
      'echo before; printf "%02039d" 0 | cut -c 2-',
      /^\[stdout\]0{2038}\n?$/,
    ],
    ['begins again after a long line', 'printf "%03000d\\n" 0; echo after', /^\[stdout\]after\n$/],
    [
      'counts characters, not bytes',
      'printf "%01000d" 0 | tr 0 x | sed s/x/ß/g; echo; echo end',
      /^LifecycleEvent/,
    ],
  ];
  for (const [name, command, expected] of tails) {
    test(name, async () => {
      await using host = startInstance();
      const script = `#!/bin/sh\n${command}\nexit 1\n`;
      const { last } = await host.deploy({ 'run.sh': script, 'appspec.yml': hook('run.sh') });
      assert.match(last.logTail, expected);
      assert.ok([...last.logTail].length < 2048);
    });
  }
});

describe('ApplicationStop', () => {
  const says = (text: string, extra = '') => ({
    'stop.sh': `#!/bin/sh\necho ${text} >>"$INSTANCE_ROOT/stopped"\n${extra}`,
    'appspec.yml': hooks({ ApplicationStop: ['stop.sh'] }),
  });

  test('does nothing in the first deployment, then runs the previous revision', async () => {
    await using host = startInstance();
    await host.deploy(says('one'));
    assert.ok(!host.exists('/stopped'));
    await host.deploy(says('two'));
    await host.deploy(says('three'));
    assert.equal(host.read('/stopped'), 'one\ntwo\n');
  });

  test('is of the last deployment whose Install succeeded, even when that failed later', async () => {
    await using host = startInstance();
    const failing = {
      ...says('failed later'),
      'fail.sh': '#!/bin/sh\nexit 1\n',
      'appspec.yml': hooks({ ApplicationStop: ['stop.sh'], AfterInstall: ['fail.sh'] }),
    };
    await host.deploy(failing);
    await host.deploy({
      ...says('failed before'),
      'appspec.yml': hooks({ ApplicationStop: ['stop.sh'], BeforeInstall: ['none'] }),
    });
    await host.deploy(says('last'));
    assert.equal(host.read('/stopped'), 'failed later\nfailed later\n');
  });

  test('logs to the deployment that runs', async () => {
    await using host = startInstance();
    await host.deploy(says('one'));
    const { id } = await host.deploy(says('two'));
    assert.match(host.read(`${ROOT}/group-id/${id}/logs/scripts.log`), /LifecycleEvent - ApplicationStop/);
  });

  test('fails with the previous revision, whose later correction comes too late', async () => {
    await using host = startInstance();
    await host.deploy(says('broken', 'exit 1\n'));
    const { events, last } = await host.deploy(says('corrected'));
    assert.deepEqual([events.at(-1), last.errorCode], ['ApplicationStop', 'ScriptFailed']);
    const ignoring = await host.deploy(says('corrected'), { ignoreApplicationStop: true });
    assert.equal(ignoring.last.errorCode, 'Success');
  });

  test('fails when the previous revision has been deleted', async () => {
    await using host = startInstance();
    const pointer = `${ROOT}/deployment-instructions/group-id_last_successful_install`;
    host.write(pointer, `${ROOT}/group-id/d-gone`);
    const { events, last } = await host.deploy(says('one'));
    assert.deepEqual([events.at(-1), last.errorCode], ['ApplicationStop', 'UnknownError']);
    assert.match(last.message, /did not find an AppSpec file .*d-gone\/deployment-archive\/appspec\.yml/);
  });

  test('is told apart by deployment group', async () => {
    await using host = startInstance();
    await host.deploy(says('one'));
    await host.deploy(says('two'), { deploymentGroupId: 'other-group' });
    assert.ok(!host.exists('/stopped'));
  });
});

describe('the scripts of an event are those of', () => {
  const usual = { deploymentCreator: 'user', deploymentType: 'IN_PLACE' } as const;
  const rollback = { deploymentCreator: 'codeDeployRollback', deploymentType: 'BLUE_GREEN' } as const;
  const rows = [
    ['BeforeBlockTraffic', usual, 'last successful'],
    ['AfterBlockTraffic', usual, 'last successful'],
    ['BeforeAllowTraffic', usual, 'none'],
    ['BeforeBlockTraffic', rollback, 'most recent'],
    ['AfterBlockTraffic', rollback, 'most recent'],
    ['ApplicationStop', rollback, 'last successful'],
    ['BeforeAllowTraffic', rollback, 'last successful'],
    ['AfterAllowTraffic', rollback, 'last successful'],
    ['BeforeBlockTraffic', { ...rollback, deploymentType: 'IN_PLACE' }, 'last successful'],
  ] as const;
  for (const [event, kind, origin] of rows) {
    test(`${origin}: ${event}, ${kind.deploymentType} by ${kind.deploymentCreator}`, async () => {
      await using host = startInstance();
      for (const pointer of ['last_successful_install', 'most_recent_install']) {
        const directory = `${ROOT}/group-id/d-${pointer}`;
        const name = pointer.replace('_install', '').replace('_', ' ');
        host.write(`${ROOT}/deployment-instructions/group-id_${pointer}`, directory);
        host.write(`${directory}/deployment-archive/appspec.yml`, hooks({ [event]: ['run.sh'] }));
        host.write(`${directory}/deployment-archive/run.sh`, `#!/bin/sh\necho ${name}\nexit 1\n`);
      }
      const { logTail, message } = await host.execute(event, { ...kind, deploymentId: 'd-new' });
      if (origin === 'none') assert.match(message, /did not find an AppSpec file .*d-new/);
      else assert.match(logTail, new RegExp(`\\[stdout\\]${origin}\n$`));
    });
  }
});

describe('an event outside the scripts', () => {
  test('that only the service knows', async () => {
    await using host = startInstance();
    const { errorCode, message } = await host.execute('BlockTraffic');
    assert.deepEqual([errorCode, message], ['UnknownError', 'Unsupported command type: BlockTraffic.']);
  });

  test('a download that fails', async () => {
    await using host = startInstance();
    const { errorCode, message } = await host.execute('DownloadBundle');
    assert.deepEqual([errorCode, message], ['UnknownError', 'The specified key does not exist.']);
  });

  test('an S3 location of a type that no agent unpacks', async () => {
    await using host = startInstance();
    const s3Location = { bucket: 'b', key: 'k', bundleType: 'YAML' as const };
    const { message } = await host.execute('DownloadBundle', {
      revision: { revisionType: 'S3', s3Location },
    });
    assert.equal(message, 'BundleType in S3Revision must be tar, tgz or zip');
  });

  test('a wrong AppSpec file is noticed in the first event of the revision, not by the download', async () => {
    await using host = startInstance();
    const { events, last } = await host.deploy({ 'appspec.yml': 'version: 0.0\nos: windows\n' });
    assert.deepEqual([events.at(-1), last.errorCode, last.scriptName], ['BeforeInstall', 'UnknownError', '']);
    assert.match(last.message, /unsupported operating system \(windows\)/);
  });
});

test('output that cannot be logged is an error of the event, not of the process', async () => {
  const run = runScript({
    command: ['/bin/sh', '-c', 'echo one; echo two'],
    cwd: '/',
    environment: {},
    timeoutSeconds: 10,
    signal: new AbortController().signal,
    onLine: () => {
      throw new Error('no space left');
    },
  });
  await assert.rejects(run, { message: 'no space left' });
});

test('an abort kills the script and what it started', async () => {
  await using host = startInstance();
  const stop = new AbortController();
  const script = '#!/bin/sh\ntrap "" TERM\ntouch "$INSTANCE_ROOT/started"\nsleep 30\n';
  const deployed = host.deploy({ 'run.sh': script, 'appspec.yml': hook('run.sh') }, { signal: stop.signal });
  await existence(host, '/started');
  stop.abort();
  const { last } = await deployed;
  assert.equal(last.message, 'Script at specified location: run.sh failed with exit code ');
});

test('a process that moved into a session of its own ends with the instance', async () => {
  const script = `#!/usr/bin/env node
    const { spawn } = require('node:child_process');
    const child = spawn('sleep', ['30'], { detached: true, stdio: 'ignore' });
    require('node:fs').writeFileSync(process.env.INSTANCE_ROOT + '/pid', String(child.pid));
    child.unref();
  `;
  let pid: number;
  {
    await using host = startInstance();
    await host.deploy({ 'run.sh': script, 'appspec.yml': hook('run.sh') });
    pid = Number(host.read('/pid'));
    assert.ok(isRunning(pid));
  }
  assert.ok(!isRunning(pid));
});

/** A zombie, which waits for a parent that does not ask, has ended. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
}

async function existence(host: InstanceFixture, path: string): Promise<void> {
  while (!host.exists(path)) await sleep(10);
}

function hook(location: string, settings = ''): string {
  return `version: 0.0\nos: linux\nhooks:\n  BeforeInstall:\n    - location: ${location}\n      ${settings}\n`;
}

function hooks(events: Readonly<Record<string, readonly string[]>>): string {
  const lines = Object.entries(events).map(
    ([event, locations]) =>
      `  ${event}:\n${locations.map((location) => `    - location: ${location}\n`).join('')}`,
  );
  return `version: 0.0\nos: linux\nhooks:\n${lines.join('')}`;
}
