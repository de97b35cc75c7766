import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Tree } from './fleet/bundle-fixture.ts';
import { type Deployed, startInstance } from './fleet/instance-fixture.ts';

const ARCHIVE = '/opt/codedeploy-agent/deployment-root/group-id/d-000000001/deployment-archive';
const FAILED = 'The deployment failed because';

describe('files', () => {
  const rows: readonly (readonly [string, string, Tree, readonly string[]])[] = [
    [
      'a file goes into the destination, which is a directory',
      'a.txt → /srv/a.txt',
      { 'a.txt': 'A' },
      ['/srv/a.txt/a.txt'],
    ],
    ['a directory becomes the destination', 'site → /srv/www', { 'site/x/y': '' }, ['/srv/www/x/y']],
    [
      '/ is the whole bundle, AppSpec and hidden files included',
      '/ → /srv/all',
      { '.env': '' },
      ['/srv/all/.env', '/srv/all/appspec.yml'],
    ],
    ["'' is the whole bundle", "'' → /srv/all", { b: '' }, ['/srv/all/b']],
    ["a destination '' is the root", "b → ''", { b: '' }, ['/b']],
    ['a relative destination begins at the root', 'b → srv/x', { b: '' }, ['/srv/x/b']],
    ['.. ends at the root', 'b → /srv/../../../etc', { b: '' }, ['/etc/b']],
    ['$HOME is a name', 'b → $HOME', { b: '' }, ['/$HOME/b']],
    ['a source above the archive', '../bundle.tar → /srv', {}, ['/srv/bundle.tar']],
    [
      'a link to a directory is copied as a directory',
      'site → /srv/w',
      { 'site/real/f': '', 'site/l': { linkTo: 'real' } },
      ['/srv/w/l/f'],
    ],
  ];
  for (const [name, mappings, tree, paths] of rows) {
    test(name, async () => {
      await using host = startInstance();
      assertSucceeded(await host.deploy({ ...tree, 'appspec.yml': appSpec(files(mappings)) }));
      for (const path of paths) assert.ok(host.exists(path), path);
    });
  }

  test('a link to a file stays a link, and modes stay', async () => {
    await using host = startInstance();
    const tree = { 'bin/run': { content: '', mode: 0o750 }, 'bin/latest': { linkTo: 'run' } };
    await host.deploy({ ...tree, 'appspec.yml': appSpec(files('bin → /srv/bin')) });
    assert.equal(host.mode('/srv/bin/run'), '750');
    assert.equal(host.link('/srv/bin/latest'), 'run');
  });

  test('an appspec.yaml is found by Install but not by the hooks', async () => {
    await using host = startInstance();
    const { events, last } = await host.deploy({ 'appspec.yaml': appSpec('') });
    assert.equal(events.at(-1), 'BeforeInstall');
    assert.match(last.message, /^The CodeDeploy agent did not find an AppSpec file within the unpacked/);
    assert.match(last.message, new RegExp(`not found at path "${ARCHIVE}/appspec.yml"`));
    const install = await host.execute('Install', { deploymentId: 'd-000000001' });
    assert.equal(install.errorCode, 'Success');
  });
});

describe('Install fails', () => {
  const rows: readonly (readonly [string, string, Tree, string])[] = [
    [
      'for a source that is not there',
      files('src/* → /srv'),
      {},
      `No such file or directory @ rb_sysopen - ${ARCHIVE}/src/*`,
    ],
    [
      'for two files at one place',
      files('a/x → /srv', 'b/x → /srv'),
      { 'a/x': '', 'b/x': '' },
      `${FAILED} the application specification file specifies two source files named ${ARCHIVE}/b/x and ${ARCHIVE}/a/x for the same destination (/srv/x). Remove one of the source file paths from the AppSpec file, and then try again.`,
    ],
    [
      'for a file where a directory is planned',
      files('a → /srv', 'b → /srv'),
      { 'a/x/y': '', 'b/x': '' },
      `${FAILED} the application specification file calls for installing the file ${ARCHIVE}/b/x, but a file with that name already exists at the location (/srv/x). Update your AppSpec file or directory structure, and then try again.`,
    ],
    [
      'for a directory where a file is planned',
      files('b → /srv', 'a → /srv'),
      { 'a/x/y': '', 'b/x': '' },
      `${FAILED} the application specification file includes an mkdir command more than once for the same destination path (/srv/x) from (${ARCHIVE}/b/x). Update the files section of the AppSpec file, and then try again.`,
    ],
    [
      'for a home directory as destination',
      files('a → ~/x'),
      { 'a/y': '' },
      'File exists @ dir_s_mkdir - /root',
    ],
    [
      'for a file where the destination should be',
      files('a → /etc/taken'),
      { 'a/y': '' },
      'File exists @ dir_s_mkdir - /etc/taken',
    ],
    [
      'for a file where a directory is needed',
      files('a → /etc/taken/x'),
      { 'a/y': '' },
      'Not a directory @ dir_s_mkdir - /etc/taken/x',
    ],
    [
      'for an unknown owner',
      `${files('a → /srv')}${permission('owner: nosuchuser')}`,
      { a: '' },
      "can't find user for nosuchuser",
    ],
    [
      'for an unknown group',
      `${files('a → /srv')}${permission('group: nosuchgroup')}`,
      { a: '' },
      "can't find group for nosuchgroup",
    ],
    [
      'for an owner that is a number',
      `${files('a → /srv')}${permission('owner: 0')}`,
      { a: '' },
      'no implicit conversion of Integer into String',
    ],
    [
      'for a pattern that is a number',
      `${files('a → /srv')}${permission('pattern: 5')}`,
      { a: '' },
      "undefined method `chars' for 5:Integer",
    ],
    [
      'for a context without range',
      `${files('a → /srv')}${permission('context: {type: t}')}`,
      { a: '' },
      "undefined method `get_range' for nil:NilClass",
    ],
    [
      'for a default acl on a file',
      `${files('a → /srv')}${permission('acls: ["d:bob:rw"]')}`,
      { a: '' },
      `${FAILED} the -d parameter has been specified to apply an acl setting to a file. This parameter is supported for directories only. Update the AppSpec file, and then try again.`,
    ],
    [
      'for a pattern on a file',
      `${files('a → /srv')}${permission('pattern: "*"', '/srv/a')}`,
      { a: '' },
      `${FAILED} the application specification file includes an object (/srv/a) with an invalid pattern (*), such as a pattern for a file applied to a directory. Correct the permissions section of the AppSpec file, and then try again.`,
    ],
    [
      'for an except on a file',
      `${files('a → /srv')}${permission('except: [x]', '/srv/a')}`,
      { a: '' },
      `${FAILED} the except parameter for a pattern in the permissions section (["x"]) for the object named /srv/a contains an invalid format. Update the AppSpec file, and then try again.`,
    ],
    [
      'for one file in two permissions',
      `${files('a → /srv')}${permission('mode: 644')}  - object: /srv/a\n    mode: 600\n`,
      { a: '' },
      `${FAILED} the permissions setting for (/srv/a) is specified more than once in the application specification file. Update the files section of the AppSpec file, and then try again.`,
    ],
    [
      'for the mode of a dangling link',
      `${files('a → /srv')}${permission('mode: 644')}`,
      { a: { linkTo: 'nowhere' } },
      'No such file or directory @ apply2files - /srv/a',
    ],
  ];
  for (const [name, settings, tree, message] of rows) {
    test(name, async () => {
      await using host = startInstance();
      host.write('/etc/taken', '');
      const { events, last } = await host.deploy({ ...tree, 'appspec.yml': appSpec(settings) });
      assert.equal(events.at(-1), 'Install');
      assert.deepEqual(last, { errorCode: 'UnknownError', scriptName: '', message, logTail: '' });
    });
  }
});

describe('a file that exists already', () => {
  const conflict = `${FAILED} a specified file already exists at this location: /srv/a`;
  const unknown = `${FAILED} an invalid option was specified for fileExistsBehavior: KEEP. Valid options include OVERWRITE, RETAIN, and DISALLOW.`;
  const rows: readonly (readonly [string, string, string])[] = [
    // the deployment's option, the AppSpec's value, what is there afterwards
    ['DISALLOW', '', conflict],
    ['OVERWRITE', '', 'new'],
    ['RETAIN', '', 'old'],
    ['overwrite', '', 'new'],
    ['KEEP', '', unknown],
    ['DISALLOW', 'OVERWRITE', 'new'],
    ['DISALLOW', 'RETAIN', 'old'],
    ['OVERWRITE', 'DISALLOW', conflict],
    ['OVERWRITE', 'RETAIN', 'old'],
    ['RETAIN', 'DISALLOW', conflict],
    ['RETAIN', 'OVERWRITE', 'new'],
  ];
  for (const [option, value, expected] of rows) {
    test(`${option}${value && `, but ${value} in the AppSpec`}`, async () => {
      await using host = startInstance();
      host.write('/srv/a', 'old');
      const setting = value === '' ? '' : `file_exists_behavior: ${value}\n`;
      const tree = { a: 'new', 'appspec.yml': appSpec(files('a → /srv') + setting) };
      const { last } = await host.deploy(tree, { fileExistsBehavior: option });
      assert.equal(last.errorCode === 'Success' ? host.read('/srv/a') : last.message, expected);
    });
  }

  test('nothing is installed when one of many exists', async () => {
    await using host = startInstance();
    host.write('/srv/z', 'old');
    await host.deploy({ 'd/a': '', 'd/z': '', 'appspec.yml': appSpec(files('d → /srv')) });
    assert.ok(!host.exists('/srv/a'));
  });

  test('an unknown option is noticed only in a conflict', async () => {
    await using host = startInstance();
    const tree = { a: 'new', 'appspec.yml': appSpec(files('a → /srv')) };
    assertSucceeded(await host.deploy(tree, { fileExistsBehavior: 'KEEP' }));
  });

  test('a dangling link is no file, and is written through', async () => {
    await using host = startInstance();
    symlinkSync('/srv/target', join(host.instance.root, 'srv/a'));
    assertSucceeded(await host.deploy({ a: 'new', 'appspec.yml': appSpec(files('a → /srv')) }));
    assert.equal(host.read('/srv/target'), 'new');
  });

  test('a file that overwrites a directory is put into it', async () => {
    await using host = startInstance();
    host.write('/srv/a/kept', 'old');
    const tree = { a: 'new', 'appspec.yml': appSpec(files('a → /srv')) };
    assertSucceeded(await host.deploy(tree, { fileExistsBehavior: 'OVERWRITE' }));
    assert.equal(host.read('/srv/a/a'), 'new');
  });

  test('a link overwrites nothing', async () => {
    await using host = startInstance();
    host.write('/srv/a', 'old');
    const tree = { a: { linkTo: 'b' }, 'appspec.yml': appSpec(files('a → /srv')) };
    const { last } = await host.deploy(tree, { fileExistsBehavior: 'OVERWRITE' });
    assert.equal(last.message, 'File exists @ syserr_fail2_in - /srv/a');
  });
});

describe('the previous revision', () => {
  const one = { 'd/a': '1', 'd/sub/b': '1', 'appspec.yml': appSpec(files('d → /srv/shop')) };
  const two = { 'd/c': '2', 'appspec.yml': appSpec(files('d → /srv/shop')) };

  test('is removed before the next is installed', async () => {
    await using host = startInstance();
    await host.deploy(one);
    assertSucceeded(await host.deploy(two));
    assert.deepEqual(['/srv/shop/a', '/srv/shop/sub', '/srv/shop/c'].map(host.exists), [false, false, true]);
  });

  test('leaves what was written at run time, and its directory', async () => {
    await using host = startInstance();
    await host.deploy(one);
    host.write('/srv/shop/sub/upload', 'x');
    assertSucceeded(await host.deploy(two));
    assert.deepEqual(['/srv/shop/sub/upload', '/srv/shop/sub/b'].map(host.exists), [true, false]);
  });

  test('is gone when the next fails over a conflict', async () => {
    await using host = startInstance();
    await host.deploy(one);
    host.write('/srv/shop/c', 'by hand');
    await host.deploy(two);
    assert.deepEqual(['/srv/shop/a', '/srv/shop/c'].map(host.exists), [false, true]);
  });

  test('of another deployment group is in the way', async () => {
    await using host = startInstance();
    await host.deploy(one);
    const { last } = await host.deploy(one, { deploymentGroupId: 'other-group' });
    assert.match(last.message, /already exists at this location: \/srv\/shop\/a$/);
  });

  test('does not count what was retained', async () => {
    await using host = startInstance();
    host.write('/srv/shop/a', 'by hand');
    await host.deploy(one, { fileExistsBehavior: 'RETAIN' });
    await host.deploy(two);
    assert.equal(host.read('/srv/shop/a'), 'by hand');
  });

  test('an unfinished last line of the list is ignored', async () => {
    await using host = startInstance();
    host.write('/srv/shop/keep', '');
    host.write('/srv/shop/gone', '');
    const list = '/opt/codedeploy-agent/deployment-root/deployment-instructions/group-id-cleanup';
    host.write(list, '/srv/shop/gone\n/srv/shop/keep');
    assertSucceeded(await host.deploy(two));
    assert.deepEqual(['/srv/shop/keep', '/srv/shop/gone'].map(host.exists), [true, false]);
  });

  test('only the newest five bundles stay, and the last successful one', async () => {
    await using host = startInstance();
    await host.deploy(one);
    const broken = { 'appspec.yml': 'version: 7\n' };
    for (let count = 0; count < 6; count += 1) await host.deploy(broken);
    const kept = [1, 2, 3, 4, 5, 6, 7].filter((number) =>
      host.exists(`/opt/codedeploy-agent/deployment-root/group-id/d-00000000${number}`),
    );
    assert.deepEqual(kept, [1, 4, 5, 6, 7]);
  });
});

describe('permissions', () => {
  const tree = {
    'd/a.sh': { content: '', mode: 0o640 },
    'd/b.txt': { content: '', mode: 0o640 },
    'd/sub/c.sh': { content: '', mode: 0o640 },
  };
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    // modes of /srv/shop, a.sh, b.txt, sub and sub/c.sh
    [
      'reach files and directories below the object at every depth',
      'mode: 700',
      ['755', '700', '700', '700', '700'],
    ],
    ['reach files only', 'mode: 700\n    type: [file]', ['755', '700', '700', '755', '700']],
    ['reach directories only', 'mode: 700\n    type: [directory]', ['755', '640', '640', '700', '640']],
    ['reach nothing', 'mode: 700\n    type: []', ['755', '640', '640', '755', '640']],
    [
      'reach direct children with a pattern',
      'mode: 700\n    pattern: "*.sh"',
      ['755', '700', '640', '755', '640'],
    ],
    ['skip what except names', 'mode: 700\n    except: ["*.txt", sub]', ['755', '700', '640', '755', '700']],
    [
      'never skip a path with a slash',
      'mode: 700\n    except: ["sub/c.sh"]',
      ['755', '700', '700', '700', '700'],
    ],
    ['take an unquoted 0644 for 420', 'mode: 0644\n    type: [file]', ['755', '420', '420', '755', '420']],
  ];
  for (const [name, settings, modes] of rows) {
    test(name, async () => {
      await using host = startInstance();
      const text = appSpec(files('d → /srv/shop') + permission(settings, '/srv/shop'));
      assertSucceeded(await host.deploy({ ...tree, 'appspec.yml': text }));
      const paths = ['', '/a.sh', '/b.txt', '/sub', '/sub/c.sh'];
      assert.deepEqual(
        paths.map((path) => host.mode(`/srv/shop${path}`)),
        modes,
      );
    });
  }

  test('of one file', async () => {
    await using host = startInstance();
    const text = appSpec(files('d → /srv/shop') + permission('mode: 600', '/srv/shop/a.sh'));
    assertSucceeded(await host.deploy({ ...tree, 'appspec.yml': text }));
    assert.deepEqual([host.mode('/srv/shop/a.sh'), host.mode('/srv/shop/b.txt')], ['600', '640']);
  });

  test('do not reach what was there before', async () => {
    await using host = startInstance();
    host.write('/srv/shop/old', '');
    const before = host.mode('/srv/shop/old');
    const text = appSpec(files('d → /srv/shop') + permission('mode: 700', '/srv/shop'));
    assertSucceeded(await host.deploy({ ...tree, 'appspec.yml': text }));
    assert.equal(host.mode('/srv/shop/old'), before);
  });

  test('ignore an object that is not deployed', async () => {
    await using host = startInstance();
    const text = appSpec(files('d → /srv/shop') + permission('mode: 700', '/srv/elsewhere'));
    assertSucceeded(await host.deploy({ ...tree, 'appspec.yml': text }));
  });
});

test('an installation writes its instructions down', async () => {
  await using host = startInstance();
  const settings =
    files('a → /srv/x') + permission('mode: 600\n    acls: ["bob:rw"]\n    owner: root', '/srv/x');
  await host.deploy({ a: '', 'appspec.yml': appSpec(settings) });
  const directory = '/opt/codedeploy-agent/deployment-root/deployment-instructions';
  assert.deepEqual(JSON.parse(host.read(`${directory}/group-id-install.json`)), {
    instructions: [
      { type: 'mkdir', directory: '/srv/x' },
      { type: 'copy', source: `${ARCHIVE}/a`, destination: '/srv/x/a' },
      { type: 'chmod', mode: '600', file: '/srv/x/a' },
      { type: 'setfacl', acl: ['user:bob:rw-'], file: '/srv/x/a' },
      { type: 'chown', owner: 'root', group: null, file: '/srv/x/a' },
    ],
  });
  assert.equal(host.read(`${directory}/group-id-cleanup`), '/srv/x\n/srv/x/a\n');
  const deployment = '/opt/codedeploy-agent/deployment-root/group-id/d-000000001';
  assert.equal(host.read(`${directory}/group-id_last_successful_install`), deployment);
  assert.equal(host.read(`${directory}/group-id_most_recent_install`), deployment);
});

function appSpec(settings: string): string {
  return `version: 0.0\nos: linux\n${settings}`;
}

/** A files section from `source → destination` texts. */
function files(...mappings: readonly string[]): string {
  const items = mappings.map((mapping) => {
    const [source, destination] = mapping.split(' → ');
    return `  - source: ${source}\n    destination: ${destination}\n`;
  });
  return `files:\n${items.join('')}`;
}

function permission(settings: string, object = '/srv'): string {
  return `permissions:\n  - object: ${object}\n    ${settings}\n`;
}

function assertSucceeded({ last }: Deployed): void {
  assert.equal(last.errorCode, 'Success', last.message);
}
