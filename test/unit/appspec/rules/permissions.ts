import assert from 'node:assert/strict';
import type { Tree } from '../../../emulator/fleet/bundle-fixture.ts';
import { type Behavior, bundle, inBeforeInstall, inInstall, type Rule, top } from './rule.ts';

const tree: Tree = { 'site/a.txt': '', 'site/sub/b.txt': '' };

/** The site, installed as /srv/x, and entries of permissions from line 7 on. */
const site = (...entries: readonly string[]) =>
  bundle(
    `${top}files:\n  - source: site\n    destination: /srv/x\npermissions:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`,
    tree,
  );
const entry = (settings: string) => site(`{object: /srv/x, ${settings}}`);
const good = entry('mode: "750"');

function hasMode(path: string, mode: string): Behavior {
  return {
    otherwise: (host) => assert.equal(host.mode(path), mode),
  };
}

function broken(name: string, settings: string, line: RegExp, agent: Behavior, keeps = good): Rule {
  return { name, breaks: entry(settings), keeps, says: ['error', 'appspec.yml:7', line], agent };
}

function doubtful(name: string, settings: string, line: RegExp, keeps = good): Rule {
  return { name, breaks: entry(settings), keeps, says: ['warning', 'appspec.yml:7', line], agent: 'deploys' };
}

export const permissionRules: readonly Rule[] = [
  {
    name: 'permissions as a text',
    breaks: bundle(`${top}permissions: /srv/x\n`),
    keeps: bundle(`${top}permissions:\n`),
    says: ['error', 'appspec.yml:3', /^permissions is the string/],
    agent: inBeforeInstall(/undefined method `each'/),
  },
  {
    name: 'permissions as a mapping',
    breaks: bundle(`${top}permissions:\n  object: /srv/x\n`),
    keeps: bundle(`${top}permissions: []\n`),
    says: ['error', 'appspec.yml:4', /^permissions is a mapping/],
    agent: inBeforeInstall(/undefined method `has_key\?'/),
  },
  {
    name: 'permissions on Windows',
    breaks: bundle('version: 0.0\nos: windows\npermissions:\n  - object: c:\\x\n'),
    keeps: bundle('version: 0.0\nos: windows\npermissions: []\n'),
    says: ['error', 'appspec.yml:4', /can't be set on Windows/],
    agent: { onWindows: /specifiles file permissions, but the deployment is targeting .* Windows Server/ },
  },
  {
    name: 'an entry that is a text',
    breaks: site('/srv/x'),
    keeps: good,
    says: ['error', 'appspec.yml:7', /^An entry of permissions is the string/],
    agent: inBeforeInstall(/undefined method `has_key\?'/),
  },
  {
    name: 'no object',
    breaks: site('mode: "750"'),
    keeps: good,
    says: ['error', 'appspec.yml:7', /has no object/],
    agent: inBeforeInstall(/has no object value/),
  },
  {
    name: 'an object that is a number',
    breaks: site("{object: 8, mode: '750'}"),
    keeps: site("{object: /srv/x, mode: '750'}"),
    says: [
      'warning',
      'appspec.yml:7',
      /object is the number 8\. Agent 1\.x finds nothing there; agent 2\.x refuses/,
    ],
    agent: 'deploys',
  },
  {
    name: 'a blank object',
    breaks: site("{object: ' ', mode: '750'}"),
    keeps: good,
    says: ['error', 'appspec.yml:7', /has no object/],
    agent: inBeforeInstall(/has no object value/),
  },
  broken(
    'a misspelt key',
    'mode: "750", exept: [a.txt]',
    /Write it as except/,
    hasMode('/srv/x/a.txt', '750'),
  ),
  doubtful('an unknown key', 'mode: "750", recursive: true', /ignores recursive in permissions/),

  broken(
    'a type that is no list',
    'type: file',
    /type is the string file.* type: \[file\]/,
    inBeforeInstall(/undefined method `each'/),
    entry('type: [file]'),
  ),
  broken(
    'an unknown type',
    'type: [files]',
    /knows no type files.*Did you mean file\?/,
    inBeforeInstall(/object type not supported/),
  ),
  broken(
    'a type that is a boolean',
    'type: [yes]',
    /item of type is the boolean yes/,
    inBeforeInstall(/object type not supported/),
  ),
  doubtful('no types at all', 'type: [], mode: "750"', /applies to nothing.*list of types is empty/),

  broken(
    'an except that is no list',
    'except: a.txt',
    /except is the string a\.txt.* except: \[a\.txt\]/,
    inBeforeInstall(/undefined method `each'/),
    entry('except: [a.txt]'),
  ),
  broken(
    'an except that is a number',
    'except: [5]',
    /item of except is the number 5/,
    inInstall(/undefined method `chars'/),
  ),
  broken(
    'an except with a path',
    'mode: "700", except: [sub/b.txt]',
    /excepts nothing.*sets the permissions of \/srv\/x\/sub\/b\.txt/,
    hasMode('/srv/x/sub/b.txt', '700'),
    entry('mode: "700", except: ["*.txt"]'),
  ),
  broken(
    'an except with an absolute path',
    'mode: "700", except: [/srv/x/a.txt]',
    /excepts nothing.*sets the permissions of \/srv\/x\/a\.txt/,
    hasMode('/srv/x/a.txt', '700'),
  ),
  doubtful(
    'an except with a path that is not there',
    'mode: "700", except: [/srv/x/c.txt]',
    /excepts nothing/,
  ),

  broken(
    'a pattern that is a number',
    'pattern: 5',
    /pattern is the number 5/,
    inInstall(/undefined method `chars'/),
    entry('pattern: "**"'),
  ),
  doubtful(
    'a pattern with a directory',
    'pattern: "**/*.txt", mode: "700"',
    /applies to nothing.*\*\* matches everything/,
  ),
  doubtful(
    'a pattern that is a regular expression',
    'pattern: "[ab].txt", mode: "700"',
    /applies to nothing.*only wildcard is \*/,
  ),
  doubtful(
    'a pattern that nothing has',
    'pattern: "*.html", mode: "700"',
    /applies to nothing.*matches its pattern and types/,
    entry('pattern: "*.txt"'),
  ),
  {
    name: 'a pattern for a file',
    breaks: site('{object: /srv/x/a.txt, pattern: "*"}'),
    keeps: site('{object: /srv/x/a.txt, pattern: "**"}'),
    says: ['error', 'appspec.yml:7', /is a file, which cannot have a pattern/],
    agent: inInstall(/with an invalid pattern \(\*\)/),
  },
  {
    name: 'an except for a file',
    breaks: site('{object: /srv/x/a.txt, except: [b]}'),
    keeps: site('{object: /srv/x/a.txt, except: []}'),
    says: ['error', 'appspec.yml:7', /is a file, which cannot have an except/],
    agent: inInstall(/except parameter .* contains an invalid format/),
  },
  {
    name: 'an object that is not installed',
    breaks: site('{object: /srv/y, mode: "700"}'),
    keeps: site('{object: /srv, mode: "700"}'),
    says: ['warning', 'appspec.yml:7', /applies to nothing.*neither an installed file nor a directory/],
    agent: 'deploys',
  },
  {
    name: 'a mode with an underscore',
    breaks: site('{object: /srv/x, mode: 7_50}'),
    keeps: site('{object: /srv/x, mode: 750}'),
    says: ['warning', 'appspec.yml:7', /reads the mode 7_50 as 750; agent 2\.x refuses it.*mode: "750"/],
    agent: hasMode('/srv/x/a.txt', '750'),
  },

  broken(
    'an octal mode',
    'mode: 0640',
    /octal in YAML: agent 1\.x sets the mode 416 instead of 0640/,
    hasMode('/srv/x/a.txt', '416'),
    entry('mode: "0750"'),
  ),
  broken(
    'an octal mode with digits above 7',
    'mode: 0755',
    /mode 0755 as 493.*not all octal digits.*mode: "755"/,
    inBeforeInstall(/invalid character \(9\)/),
    entry('mode: 755'),
  ),
  broken(
    'a mode of five digits',
    'mode: "07777"',
    /more than four characters/,
    inBeforeInstall(/length of a permissions mode/),
  ),
  broken(
    'a mode with a fraction',
    'mode: 755.0',
    /more than four characters/,
    inBeforeInstall(/length of a permissions mode/),
  ),
  broken('an empty mode', 'mode: "", type: [file]', /empty string.* as 000/, hasMode('/srv/x/a.txt', '0')),
  broken(
    'a mode in letters',
    'mode: u+x',
    /not all octal digits/,
    inBeforeInstall(/invalid character \(u\)/),
  ),
  broken(
    'a mode of YAML 1.2',
    'mode: 0o750',
    /more than four characters/,
    inBeforeInstall(/length of a permissions mode/),
  ),
  broken(
    'a mode that is a list',
    'mode: [7, 5, 5]',
    /mode is a list/,
    inBeforeInstall(/length of a permissions mode/),
  ),
  doubtful(
    'a mode that closes directories',
    'mode: "644"',
    /also applies to directories, such as \/srv\/x\/sub/,
    entry('mode: "644", type: [file]'),
  ),

  broken(
    'an owner without a name',
    'owner: ""',
    /owner is an empty string/,
    { fails: 'Install', message: /can't find user for/ },
    entry('owner: root'),
  ),
  broken(
    'an owner that is a number',
    'owner: 0',
    /owner is the number 0/,
    inInstall(/no implicit conversion of Integer into String/),
    entry('owner: root, group: root'),
  ),
  broken(
    'an owner with a group',
    'owner: root:root',
    /does not split it/,
    inInstall(/can't find user for root:root/),
  ),
  broken(
    'a group with an owner',
    'group: root:root',
    /does not split it/,
    inInstall(/can't find group for root:root/),
  ),

  broken(
    'acls as a text',
    'acls: "u:bob:rw"',
    /acls is the string/,
    inBeforeInstall(/undefined method `each'/),
    entry('acls: ["u:bob:rw", "bob:6", "m::rx", "mask:rx", d:bob:7, "d:u::rwx"], type: [directory]'),
  ),
  broken(
    'an ACL entry that is a mapping',
    'acls: [u: bob]',
    /An entry of acls is a mapping/,
    inBeforeInstall(/undefined method `split'/),
  ),
  ...['bob', '::rw', 'mask:bob:rw', 'x:bob:rw', 'd:d:bob:rw', 'u:g:bob:rw'].map((acl) =>
    broken(
      `the ACL entry ${acl}`,
      `acls: ["${acl}"]`,
      /is not an ACL entry/,
      inBeforeInstall(/Invalid acl entry/),
    ),
  ),
  ...['u::rw', 'g::rw', 'o::r', ':rw'].map((acl) =>
    broken(
      `the ACL entry ${acl}`,
      `acls: ["${acl}"]`,
      /because mode sets these/,
      inBeforeInstall(/Use mode to set the base acl entry/),
    ),
  ),
  broken(
    'the permissions of an ACL entry',
    'acls: ["u:bob:rwz"]',
    /may contain only r, w, x and -/,
    inBeforeInstall(/contains an invalid character \(z\)/),
  ),
  broken(
    'a default ACL on files',
    'acls: ["d:bob:rw"]',
    /Only directories .* also applies to the file \/srv\/x\/a\.txt/,
    inInstall(/-d parameter/),
    entry('acls: ["d:bob:rw"], type: [directory]'),
  ),

  broken(
    'a context that is a text',
    'context: httpd_t',
    /context is the string/,
    inBeforeInstall(/./),
    entry('context: {name: u, type: t, range: "s0-s1:c0.c3,c5"}'),
  ),
  broken(
    'a context without a type',
    'context: {range: s0}',
    /has no type/,
    inBeforeInstall(/invalid context type/),
  ),
  broken(
    'a context without a range',
    'context: {type: t}',
    /has no range/,
    inInstall(/undefined method `get_range'/),
  ),
  broken(
    'a range that is a number',
    'context: {type: t, range: 5}',
    /^The range is the number 5/,
    inBeforeInstall(/undefined method `include\?'/),
  ),
  doubtful('the user of a context', 'context: {user: u, type: t, range: s0}', /ignores user in a context/),
  ...['x0', 's1-s0', 's0:c1024', 's0:c5.c0', 's0:c1,c1', 's0:', 's0:c1:c2', 's0-s1-s2', 's0:c0.c1.c2'].map(
    (range) =>
      broken(
        `the range ${range}`,
        `context: {type: t, range: "${range}"}`,
        /^The range/,
        inBeforeInstall(/range|sensitivity|categor/),
      ),
  ),

  {
    name: 'two entries for one file',
    breaks: site(
      '{object: /srv/x, owner: root, type: [file]}',
      '{object: /srv/x/sub, mode: "600", type: [file]}',
    ),
    keeps: site(
      '{object: /srv/x, owner: root, pattern: "*", type: [file]}',
      '{object: /srv/x/sub, mode: "600", type: [file]}',
    ),
    says: ['error', 'appspec.yml:8', /^The entry in line 7 also applies to \/srv\/x\/sub\/b\.txt/],
    agent: inInstall(/permissions setting for \(\/srv\/x\/sub\/b\.txt\) is specified more than once/),
  },
  {
    name: 'two entries for one directory',
    breaks: site(
      '{object: /srv/x, owner: root, type: [directory]}',
      '{object: /srv/x, mode: "700", type: [directory]}',
    ),
    keeps: site('{object: /srv/x, owner: root, type: [directory]}', '{object: /srv/x/sub, mode: "700"}'),
    says: ['error', 'appspec.yml:8', /^The entry in line 7 also applies to \/srv\/x\/sub/],
    agent: inInstall(/permissions setting for \(\/srv\/x\/sub\) is specified more than once/),
  },
  {
    name: 'two entries for a directory that may be there before',
    breaks: site(
      '{object: /srv, pattern: x, owner: root}',
      '{object: /, mode: "700", type: [directory], pattern: "srv"}',
      '{object: /srv, pattern: "*", mode: "700"}',
    ),
    keeps: site(
      '{object: /srv, pattern: x, owner: root}',
      '{object: /, mode: "700", type: [directory], pattern: "srv"}',
    ),
    says: [
      'warning',
      'appspec.yml:9',
      /^The entry in line 7 also applies to \/srv\/x.*If the directory is not on the instance yet/,
    ],
    agent: inInstall(/specified more than once/),
  },
  {
    name: 'a link that points nowhere',
    breaks: { ...good, 'site/current': { linkTo: '../releases/1' } },
    keeps: { ...good, 'site/current': { linkTo: 'sub/b.txt' } },
    says: [
      'warning',
      'appspec.yml:7',
      /\/srv\/x\/current is a symbolic link to \/srv\/releases\/1, which this bundle does not install/,
    ],
    agent: inInstall(/No such file or directory @ apply2files/),
  },
];
