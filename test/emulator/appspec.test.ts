import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseAppSpec } from './fleet/appspec/appspec.ts';

const OS = 'version: 0.0\nos: linux\n';

/** [what it shows, AppSpec file, the agent's message without "The deployment failed because"] */
const REJECTED: readonly (readonly [string, string | Uint8Array, string])[] = [
  ['nothing at all', '', emptyFile()],
  ['comments only', '# later\n', emptyFile()],
  ['an empty document', '---\n', emptyFile()],
  ['false', 'false\n', emptyFile()],
  ['a list on top', '- version: 0.0\n', '!no implicit conversion of String into Integer'],
  ['a number on top', '5\n', '!no implicit conversion of String into Integer'],
  ['a bare string on top', 'hello\n', version('')],
  [
    'a list entry without its dash',
    `${OS}files:\n  - source: a\n   destination: b\n`,
    "!(<unknown>): did not find expected '-' indicator while parsing a block collection at line 5 column 4",
  ],
  [
    'a tab as indentation',
    'version: 0.0\nos: linux\nhooks:\n\tBeforeInstall: []\n',
    '!(<unknown>): found character that cannot start any token while scanning for the next token at line 4 column 1',
  ],
  [
    'a second colon',
    'version: 0.0\nos: linux: x\n',
    '!(<unknown>): mapping values are not allowed in this context at line 2 column 5',
  ],
  [
    'a quote that stays open',
    'version: "0.0\n',
    '!(<unknown>): found unexpected end of stream while scanning a quoted scalar at line 2 column 1',
  ],
  ['an alias', `${OS}x: &a 1\ny: *a\n`, '!Unknown alias: a'],
  [
    'an unquoted wildcard',
    `${OS}permissions:\n  - object: /srv\n    pattern: *\n`,
    '!(<unknown>): did not find expected alphabetic or numeric character while scanning an alias at line 5 column 14',
  ],
  [
    'an unquoted double wildcard',
    `${OS}permissions:\n  - object: /srv\n    pattern: **\n`,
    '!(<unknown>): did not find expected alphabetic or numeric character while scanning an alias at line 5 column 14',
  ],
  [
    'a date, even in a key nobody reads',
    `${OS}released: 2026-01-31\n`,
    '!Tried to load unspecified class: Date',
  ],
  ['a time', `${OS}released: 2026-01-31 12:00:00\n`, '!Tried to load unspecified class: Time'],
  ['a byte order mark before the first key', '\ufeffversion: 0.0\nos: linux\n', os('')],
  [
    'a byte order mark before ---',
    '\ufeff---\nversion: 0.0\n',
    '!(<unknown>): mapping values are not allowed in this context at line 2 column 8',
  ],
  [
    'UTF-16',
    new Uint8Array([0xff, 0xfe, 0x76, 0]),
    '!(<unknown>): invalid leading UTF-8 octet at line 1 column 1',
  ],
  [
    'NUL',
    'version: 0.0\nos: linux\u0000\n',
    '!(<unknown>): control characters are not allowed at line 2 column 1',
  ],

  ['no version', 'os: linux\n', version('')],
  ['a quoted version is not told from its text', 'version: "0.0"\nos: linux\n', version('0.0')],
  ['version 1.0', 'version: 1.0\nos: linux\n', version('1.0')],
  ['version 0.1', 'version: 0.1\nos: linux\n', version('0.1')],
  ['Version in capitals', 'Version: 0.0\nos: linux\n', version('')],
  ['version before os', 'version: 2\nos: beos\n', version('2')],
  ['no os', 'version: 0.0\n', os('')],
  ['Linux in capitals', 'version: 0.0\nos: Linux\n', os('Linux')],
  ['windows on Linux', 'version: 0.0\nos: windows\n', os('windows')],
  ['an unquoted on, which is true', 'version: 0.0\nos: on\n', os('true')],
  ['a list of systems', 'version: 0.0\nos: [linux]\n', os('["linux"]')],

  [
    'hooks as a list',
    `${OS}hooks:\n  - BeforeInstall\n`,
    '!undefined method `each_pair\' for ["BeforeInstall"]:Array',
  ],
  ['hooks as a string', `${OS}hooks: x\n`, '!undefined method `each_pair\' for "x":String'],
  [
    'an event with a string',
    `${OS}hooks:\n  BeforeInstall: a.sh\n`,
    '!undefined method `each\' for "a.sh":String',
  ],
  [
    'an event with a map',
    `${OS}hooks:\n  BeforeInstall:\n    location: a.sh\n`,
    '!undefined method `has_key?\' for ["location", "a.sh"]:Array',
  ],
  [
    'an event with a list of strings',
    `${OS}hooks:\n  BeforeInstall:\n    - a.sh\n`,
    '!undefined method `has_key?\' for "a.sh":String',
  ],
  [
    'an event with a list of nothing',
    `${OS}hooks:\n  BeforeInstall:\n    -\n`,
    "!undefined method `has_key?' for nil:NilClass",
  ],
  ['no location', hook('timeout: 5'), noLocation()],
  ['a null location', hook('location: ~'), noLocation()],
  ['an empty location', hook("location: ''"), noLocation()],
  ['a blank location', hook("location: '  '"), noLocation()],
  ['Location in capitals', hook('Location: a.sh'), noLocation()],
  ['timeout 0', hook('location: a.sh\n      timeout: 0'), badTimeout()],
  ['a negative timeout', hook('location: a.sh\n      timeout: -1'), badTimeout()],
  ['a timeout in words', hook('location: a.sh\n      timeout: soon'), badTimeout()],
  ['half a second', hook('location: a.sh\n      timeout: 0.5'), badTimeout()],
  [
    'a timeout of true',
    hook('location: a.sh\n      timeout: true'),
    "!undefined method `to_i' for true:TrueClass",
  ],
  [
    'a timeout in a list',
    hook('location: a.sh\n      timeout: [5]'),
    "!undefined method `to_i' for [5]:Array",
  ],
  ['hooks before files', `${OS}files: x\nhooks: y\n`, '!undefined method `each_pair\' for "y":String'],

  [
    'files as a map',
    `${OS}files:\n  source: a\n  destination: /b\n`,
    '!no implicit conversion of String into Integer',
  ],
  ['files as a string', `${OS}files: abc\n`, '!undefined method `each\' for "abc":String'],
  ['files as a list of nothing', `${OS}files:\n  -\n`, "!undefined method `[]' for nil:NilClass"],
  ['files as a list of strings', `${OS}files:\n  - a\n`, noSource()],
  ['no source', `${OS}files:\n  - destination: /b\n`, noSource()],
  [
    'no destination',
    `${OS}files:\n  - source: a\n`,
    'the application specification file specifies only a source file (a). Add the name of the destination file to the files section of the AppSpec file, and then try again.',
  ],
  [
    'an unknown file_exists_behavior',
    `${OS}file_exists_behavior: overwrite\n`,
    'an invalid file_exists_behavior value (overwrite) was entered in the application specification file. Make sure your AppSpec file specifies one of DISALLOW,OVERWRITE,RETAIN as the file_exists_behavior, and then try again.',
  ],
  [
    'permissions before file_exists_behavior',
    `${OS}permissions: x\nfile_exists_behavior: y\n`,
    '!undefined method `each\' for "x":String',
  ],

  [
    'a permission that is no map',
    `${OS}permissions:\n  - /srv\n`,
    '!undefined method `has_key?\' for "/srv":String',
  ],
  ['no object', permission('mode: "644"', ''), noObject()],
  ['a blank object', permission('mode: "644"', "object: ' '"), noObject()],
  ['type as a string', permission('type: file'), '!undefined method `each\' for "file":String'],
  [
    'an unknown type',
    permission('type: [link]'),
    'the application specification filespecifies a permission for an object type not supported for permissions (link). Update the permissions section of the AppSpec file, and then try again.',
  ],
  ['except as a string', permission('except: a'), '!undefined method `each\' for "a":String'],
  ['a mode of five characters', permission('mode: "07777"'), modeLength('07777')],
  ['five digits', permission('mode: 77777'), modeLength('77777')],
  ['a mode with a fraction', permission('mode: 755.0'), modeLength('755.0')],
  ['a mode in YAML 1.2 octal', permission('mode: 0o644'), modeLength('0o644')],
  ['a mode with an 8', permission('mode: 888'), modeCharacter('888', '8')],
  ['a symbolic mode', permission('mode: u+x'), modeCharacter('u+x', 'u')],
  ['a negative mode', permission('mode: -1'), modeCharacter('0-1', '-')],
  ['an unquoted 0755 is 493', permission('mode: 0755'), modeCharacter('493', '9')],
  ['an unquoted 010 is 8', permission('mode: 010'), modeCharacter('008', '8')],
  ['acls as a string', permission('acls: u:bob:rw'), '!undefined method `each\' for "u:bob:rw":String'],
  ['an acl that is a number', permission('acls: [5]'), "!undefined method `split' for 5:Integer"],
  ['an acl of one part', permission('acls: ["bob"]'), invalidAcl('bob')],
  ['an acl of five parts', permission('acls: ["d:u:bob:rw:x"]'), invalidAcl('d:u:bob:rw:x')],
  ['an unknown prefix', permission('acls: ["x:bob:rw"]'), invalidAcl('x:bob:rw')],
  ['default twice', permission('acls: ["d:d:bob:rw"]'), invalidAcl('d:d:bob:rw')],
  ['default in second place', permission('acls: ["u:d:bob:rw"]'), invalidAcl('u:d:bob:rw')],
  ['a mask with a name', permission('acls: ["mask:bob:rw"]'), invalidAcl('mask:bob:rw')],
  ['an empty prefix', permission('acls: ["::rw"]'), invalidAcl('::rw')],
  ['the owner by an acl', permission('acls: ["u::rw"]'), baseAcl('u::rw')],
  ['the group by an acl', permission('acls: ["g::rw"]'), baseAcl('g::rw')],
  ['an acl digit above 7', permission('acls: ["bob:8"]'), aclCharacter('bob:8', '8')],
  ['an acl with s', permission('acls: ["bob:rs"]'), aclCharacter('bob:rs', 's')],
  [
    'a context without type',
    permission('context: {user: u}'),
    'the application specification file specifies an invalid context type ({"user"=>"u"}). Update the permissions section of the AppSpec file, and then try again.',
  ],
  ['a sensitivity without s', permission('context: {type: t, range: x0}'), '!invalid sensitivity x0'],
  ['a range that ends early', permission('context: {type: t, range: "s0:"}'), '!invalid range part s0:'],
  [
    'sensitivities upside down',
    permission('context: {type: t, range: s2-s1}'),
    'of a problem with the SELinux range specified (s2-s1) for the context parameter in the permissions section of the application specification file. Make corrections in the permissions section of the AppSpec file, and then try again.',
  ],
  ['a category too high', permission('context: {type: t, range: "s0:c1024"}'), '!invalid category c1024'],
  [
    'categories upside down',
    permission('context: {type: t, range: "s0:c5.c0"}'),
    '!invalid category range c5.c0',
  ],
  ['a category twice', permission('context: {type: t, range: "s0:c1,c0.c3"}'), '!duplicate categories'],
];

describe('the agent rejects', () => {
  for (const [name, text, message] of REJECTED) {
    test(name, () => {
      const expected = message.startsWith('!')
        ? message.slice(1)
        : `The deployment failed because ${message}`;
      assert.throws(() => parseAppSpec(bytes(text)), { message: expected });
    });
  }
});

const ACCEPTED: readonly (readonly [string, string])[] = [
  ['the least', OS],
  ['version 0', 'version: 0\nos: linux\n'],
  ['version 0,0', 'version: 0,0\nos: linux\n'],
  ['version -0.0', 'version: -0.0\nos: linux\n'],
  ['JSON', '{"version": 0.0, "os": "linux"}'],
  ['CRLF', 'version: 0.0\r\nos: linux\r\nfiles:\r\n  - source: a\r\n    destination: /b\r\n'],
  ['a byte order mark before a comment', '\ufeff# text\nversion: 0.0\nos: linux\n'],
  ['a tab behind a colon', 'version:\t0.0\nos: linux\n'],
  ['equal keys, of which the last counts', 'version: 7\nversion: 0.0\nos: linux\n'],
  ['further documents, which nobody reads', `${OS}---\nversion: 7\n`],
  ['misspelled keys, which do nothing', `${OS}Hooks: 1\nfile_exist_behavior: 2\n`],
  ['an event without scripts', `${OS}hooks:\n  BeforeInstall:\n  AfterInstall: []\n`],
  ['an unknown event', `${OS}hooks:\n  BeforeLunch:\n    - location: a.sh\n`],
  ['empty strings for files', `${OS}files:\n  - source: ''\n    destination: ''\n`],
  ['types that apply to nothing', permission('type: []')],
  ['a mask, a default and a digit', permission('acls: ["m::rw", "d:u::rw", "d::rw", "g:staff:5"]')],
  ['a full range', permission('context: {type: t, name: u, range: "s0-s15:c0.c3,c7"}')],
];

describe('the agent accepts', () => {
  for (const [name, text] of ACCEPTED) test(name, () => assert.doesNotThrow(() => parseAppSpec(bytes(text))));
});

describe('the agent understands', () => {
  const timeouts = [
    ['', 3600],
    ['timeout: 30', 30],
    ['timeout: "30"', 30],
    ['timeout: 30s', 30],
    ['timeout: 1.9', 1],
    ['timeout: 1e3', 1],
    ['timeout: 1:30', 5400],
    ['timeout: 1_000', 1000],
    ['timeout: 010', 8],
    ['timeout: false', 3600],
  ] as const;
  for (const [setting, seconds] of timeouts) {
    test(`${setting || 'no timeout'} as ${seconds} seconds`, () => {
      const [script] = hooksOf(hook(`location: a.sh\n      ${setting}`));
      assert.equal(script?.timeout, seconds);
    });
  }

  const modes = [
    ['"644"', '644'],
    ['755', '755'],
    ['0644', '420'],
    ['0777', '511'],
    ['"0644"', '0644'],
    ['"7"', '007'],
  ] as const;
  for (const [setting, mode] of modes) {
    test(`mode ${setting} as ${mode}`, () => {
      assert.equal(parseAppSpec(bytes(permission(`mode: ${setting}`))).permissions[0]?.mode, mode);
    });
  }

  test('a location without the spaces around it, a user, and any sudo but false', () => {
    const [script] = hooksOf(hook('location: " a.sh "\n      runas: deploy\n      sudo: "false"'));
    assert.deepEqual(script, { location: 'a.sh', runas: 'deploy', sudo: true, timeout: 3600 });
  });

  test('acls in full', () => {
    const [entry] = parseAppSpec(bytes(permission('acls: ["d:g:staff:5"]'))).permissions;
    assert.deepEqual(entry?.acls, [{ text: 'default:group:staff:r-x', isDefault: true }]);
  });
});

function bytes(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text) : text;
}

function hooksOf(text: string) {
  return parseAppSpec(bytes(text)).hooks.get('BeforeInstall') ?? [];
}

function hook(settings: string): string {
  return `${OS}hooks:\n  BeforeInstall:\n    - ${settings}\n`;
}

function permission(setting: string, object = 'object: /srv/shop'): string {
  return object === ''
    ? `${OS}permissions:\n  - ${setting}\n`
    : `${OS}permissions:\n  - ${object}\n    ${setting}\n`;
}

function emptyFile(): string {
  return "the application specification file was empty. Make sure your AppSpec file defines at minimum the 'version' and 'os' properties.";
}

function version(value: string): string {
  return `an invalid version value (${value}) was entered in the application specification file. Make sure your AppSpec file specifies "0.0" as the version, and then try again.`;
}

function os(value: string): string {
  return `the application specification file specifies an unsupported operating system (${value}). Specify either "linux" or "windows" in the os section of the AppSpec file, and then try again.`;
}

function noLocation(): string {
  return 'the application specification file specifies a script with no location value. Specify the location in the hooks section of the AppSpec file, and then try again.';
}

function badTimeout(): string {
  return 'an invalid timeout value was provided for a script in the application specification file. Make corrections in the hooks section of the AppSpec file, and then try again.';
}

function noSource(): string {
  return 'the application specification file specifies a destination file, but no source file. Update the files section of the AppSpec file, and then try again.';
}

function noObject(): string {
  return 'a permission listed in the application specification file has no object value. Update the permissions section of the AppSpec file, and then try again.';
}

function modeLength(mode: string): string {
  return `the length of a permissions mode (${mode}) in the application specification file is invalid. Permissions modes must be between one and four characters long. Update the permissions section of the AppSpec file, and then try again.`;
}

function modeCharacter(mode: string, character: string): string {
  return `the permissions mode (${mode}) in the application specification file contains an invalid character (${character}). Update the permissions section of the AppSpec file, and then try again.`;
}

function invalidAcl(entry: string): string {
  return `of a problem with the acls permission settings in the application specification file. Invalid acl entry (${entry}).`;
}

function baseAcl(entry: string): string {
  return `of a problem with the acls permission settings in the application specification file. Use mode to set the base acl entry (${entry}). Update the permissions section of the AppSpec file, and then try again.`;
}

function aclCharacter(entry: string, character: string): string {
  return `the access control list (ACL) named ${entry} in the application specification file contains an invalid character (${character}). Correct the ACL in the hooks section of the AppSpec file, and then try again.`;
}

test('an agent on Windows wants os: windows, and no permissions', () => {
  const read = (text: string) => () => parseAppSpec(Buffer.from(text), 'windows');
  const windows = 'version: 0.0\nos: windows\n';
  assert.deepEqual(read(`${windows}permissions: []\n`)().permissions, []);
  assert.throws(read(OS), { message: /unsupported operating system \(linux\)/ });
  assert.throws(read(`${windows}permissions:\n  - mode: 7\n`), {
    message:
      /^The deployment failed because the application specification file specifiles file permissions, but/,
  });
});
