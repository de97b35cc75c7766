import { bundle, existing, inBeforeInstall, inInstall, installs, type Rule, top } from './rule.ts';

const mapping = (source: string, destination: string) =>
  `  - source: ${source}\n    destination: ${destination}\n`;
const files = (...mappings: readonly string[]) => `${top}files:\n${mappings.join('')}`;
const windows = (...mappings: readonly string[]) => `version: 0.0\nos: windows\nfiles:\n${mappings.join('')}`;
const a = { a: '' };

export const fileRules: readonly Rule[] = [
  {
    name: 'files as a mapping',
    breaks: bundle(`${top}files:\n  source: a\n  destination: /srv/x\n`, a),
    keeps: bundle(`${top}files:\n`, a),
    says: ['error', 'appspec.yml:4', /^files is a mapping, but the agent expects a list/],
    agent: inBeforeInstall(/no implicit conversion of String into Integer/),
  },
  {
    name: 'files as a text',
    breaks: bundle(`${top}files: a\n`, a),
    keeps: bundle(`${top}files: []\n`, a),
    says: ['error', 'appspec.yml:3', /^files is the string a/],
    agent: inBeforeInstall(/undefined method `each'/),
  },
  {
    name: 'an entry that is nothing',
    breaks: bundle(`${top}files:\n  -\n`),
    keeps: bundle(`${top}files: ~\n`),
    says: ['error', 'appspec.yml:4', /^An entry of files is nothing/],
    agent: inBeforeInstall(/undefined method/),
  },
  {
    name: 'an entry that is a text',
    breaks: bundle(`${top}files:\n  - source\n`),
    keeps: bundle(`${top}files: []\n`),
    says: ['error', 'appspec.yml:4', /^An entry of files is the string source/],
    agent: inBeforeInstall(/specifies only a source file/),
  },
  {
    name: 'no source',
    breaks: bundle(`${top}files:\n  - destination: /srv/x\n`),
    keeps: bundle(files(mapping('a', '/srv/x')), a),
    says: ['error', 'appspec.yml:4', /has a destination, but no source/],
    agent: inBeforeInstall(/a destination file, but no source file/),
  },
  {
    name: 'no destination',
    breaks: bundle(`${top}files:\n  - source: a\n    destination:\n`, a),
    keeps: bundle(files(mapping('a', '/srv/x')), a),
    says: ['error', 'appspec.yml:5', /has a source, but no destination/],
    agent: inBeforeInstall(/specifies only a source file \(a\)/),
  },
  {
    name: 'an empty source',
    breaks: bundle(files(mapping("''", '/srv/x')), a),
    keeps: bundle(files(mapping('/', '/srv/x')), a),
    says: ['error', 'appspec.yml:4', /installs the whole bundle; agent 2\.x refuses/],
    agent: installs('/srv/x/appspec.yml'),
  },
  {
    name: 'an empty destination',
    breaks: bundle(files(mapping('a', "''")), a),
    keeps: bundle(files(mapping('a', '/')), a),
    says: ['error', 'appspec.yml:5', /installs into the root directory; agent 2\.x refuses/],
    agent: installs('/a'),
  },
  {
    name: 'a source that is a boolean',
    breaks: bundle(files(mapping('on', '/srv/x')), { 'on/f': '' }),
    keeps: bundle(files(mapping('"on"', '/srv/x')), { 'on/f': '' }),
    says: ['error', 'appspec.yml:4', /source is the boolean on, but the agent expects a string.*in quotes/],
    agent: inInstall(/no implicit conversion of/),
  },
  {
    name: 'a source that is not in the bundle',
    breaks: bundle(files(mapping('scr', '/srv/x')), { 'src/a': '' }),
    keeps: bundle(files(mapping('./src/', '/srv/x')), { 'src/a': '' }),
    says: ['error', 'appspec.yml:4', /"scr" is not in the bundle\..*Did you mean src\?/],
    agent: inInstall(/No such file or directory @ rb_sysopen/),
  },
  {
    name: 'a wildcard as a source',
    breaks: bundle(files(mapping('src/*', '/srv/x')), { 'src/a': '' }),
    keeps: bundle(files(mapping('"src/[a].txt"', '/srv/x')), { 'src/[a].txt': '' }),
    says: ['error', 'appspec.yml:4', /does not expand wildcards/],
    agent: inInstall(/No such file or directory @ rb_sysopen/),
  },
  {
    name: 'a source outside of the bundle',
    breaks: bundle(files(mapping('../bundle.tar', '/srv/x'))),
    keeps: bundle(files(mapping('src/../a', '/srv/x')), { ...a, 'src/b': '' }),
    says: ['warning', 'appspec.yml:4', /leads out of the bundle/],
    agent: 'deploys',
  },
  {
    name: 'a home directory as destination',
    breaks: bundle(files(mapping('a', '~/x')), a),
    keeps: bundle(files(mapping('a', '/root/x')), a),
    says: ['error', 'appspec.yml:5', /does not expand ~ to a home directory/],
    agent: inInstall(/File exists @ dir_s_mkdir/),
  },
  {
    name: 'a variable as destination',
    breaks: bundle(files(mapping('a', '$HOME/x')), a),
    keeps: bundle(files(mapping('a', '/srv/x$')), a),
    says: ['error', 'appspec.yml:5', /does not expand variables/],
    agent: installs('/$HOME/x/a'),
  },
  {
    name: 'a relative destination',
    breaks: bundle(files(mapping('a', 'srv/x')), a),
    keeps: bundle(files(mapping('a', '/srv/x')), a),
    says: ['warning', 'appspec.yml:5', /is relative to the agent's working directory/],
    agent: 'deploys',
  },
  {
    name: 'a file as destination',
    breaks: bundle(files(mapping('conf/shop.conf', '/srv/x/shop.conf')), { 'conf/shop.conf': '' }),
    keeps: bundle(files(mapping('conf/shop.conf', '/srv/x')), { 'conf/shop.conf': '' }),
    says: ['warning', 'appspec.yml:5', /installs \/srv\/x\/shop\.conf\/shop\.conf/],
    agent: 'deploys',
  },
  {
    name: 'two files for one destination',
    breaks: bundle(files(mapping('x/f', '/srv/x'), mapping('y/f', '/srv/x/')), { 'x/f': '', 'y/f': '' }),
    keeps: bundle(files(mapping('x/f', '/srv/x'), mapping('y/f', '/srv/y')), { 'x/f': '', 'y/f': '' }),
    says: ['error', 'appspec.yml:6', /x\/f and y\/f are both installed as \/srv\/x\/f/],
    agent: inInstall(/two source files named .* for the same destination/),
  },
  {
    name: 'the whole bundle, and a part of it again in its place',
    breaks: bundle(files(mapping('/', '/srv/x'), mapping('conf', '/srv/x/conf')), { 'conf/f': '' }),
    keeps: bundle(files(mapping('/', '/srv/x'), mapping('conf', '/srv/conf')), { 'conf/f': '' }),
    says: ['error', 'appspec.yml:6', /conf\/f and conf\/f are both installed/],
    agent: inInstall(/two source files named/),
  },
  {
    name: 'a file where a directory is',
    breaks: bundle(files(mapping('x', '/srv/x'), mapping('y', '/srv/x')), { 'x/d/f': '', 'y/d': '' }),
    keeps: bundle(files(mapping('x', '/srv/x'), mapping('y', '/srv/x')), { 'x/d/f': '', 'y/d/g': '' }),
    says: [
      'error',
      'appspec.yml:6',
      /y\/d is installed as the file \/srv\/x\/d, but another entry makes a directory there/,
    ],
    agent: inInstall(/calls for installing the file/),
  },
  {
    name: 'a directory where a file is',
    breaks: bundle(files(mapping('y', '/srv/x'), mapping('x', '/srv/x')), { 'x/d/f': '', 'y/d': '' }),
    keeps: bundle(files(mapping('x', '/srv/x'), mapping('y', '/srv/x')), { 'x/d/f': '', 'y/e': '' }),
    says: [
      'error',
      'appspec.yml:6',
      /makes \/srv\/x\/d a directory, but another entry installs the file y\/d/,
    ],
    agent: inInstall(/mkdir command more than once/),
  },
  {
    name: 'a behavior in an entry',
    breaks: existing(`${files(mapping('a', '/srv/x'))}    file_exists_behavior: OVERWRITE\n`),
    keeps: existing(`${files(mapping('a', '/srv/x'))}file_exists_behavior: OVERWRITE\n`),
    says: ['error', 'appspec.yml:6', /ignores file_exists_behavior in an entry of files/],
    agent: inInstall(/already exists at this location: \/srv\/x\/a/),
  },
  {
    name: 'an unknown key in an entry',
    breaks: bundle(`${files(mapping('a', '/srv/x'))}    owner: bob\n`, a),
    keeps: bundle(files(mapping('a', '/srv/x')), a),
    says: ['warning', 'appspec.yml:6', /ignores owner in files/],
    agent: 'deploys',
  },
  {
    name: 'a source on Windows',
    breaks: bundle(windows(mapping('\\Sites\\Shop', 'c:\\inetpub\\shop')), { 'sites/store/a': '' }),
    keeps: bundle(windows(mapping('\\Sites\\Shop', 'c:\\inetpub\\shop'), mapping('\\', 'D:/all')), {
      'sites/shop/a': '',
    }),
    says: ['error', 'appspec.yml:4', /is not in the bundle/],
    agent: { onWindows: 'reads' },
  },
  {
    name: 'a path that is too long for Windows',
    breaks: bundle(windows(mapping('a', 'c:\\x')), { [`a/${'d'.repeat(120)}/${'f'.repeat(134)}`]: '' }),
    keeps: bundle(windows(mapping('a', 'c:\\x')), { [`a/${'d'.repeat(120)}/${'f'.repeat(133)}`]: '' }),
    says: [
      'warning',
      'appspec.yml:4',
      /^A path on the instance would have 260 characters or more.*c:\/x\/ddd/,
    ],
    agent: { onWindows: 'reads' },
  },
  {
    name: 'a variable on Windows',
    breaks: bundle(windows(mapping('a', '"%TEMP%/x"')), a),
    keeps: bundle(windows(mapping('a', '\\temp\\x')), a),
    says: ['error', 'appspec.yml:5', /does not expand variables/],
    agent: { onWindows: 'reads' },
  },
];
