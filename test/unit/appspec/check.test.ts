import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAppSpec, checkScripts } from '../../../src/appspec/check.ts';
import { checkBundle } from './rules/check-bundle.ts';

const files = [{ path: 'appspec.yml' }];

function placesOf(appSpec: Uint8Array | string): readonly string[] {
  const { problems } = checkAppSpec({ appSpec: Buffer.from(appSpec), path: 'appspec.yml', files });
  return problems.map(
    ({ file, line, column, message }) => `${file}:${line}:${column ?? ''} ${message.split('.')[0]}`,
  );
}

test('bytes that are not UTF-8 are found in their line', () => {
  const latin1 = Buffer.from('version: 0.0\nos: linux\n# Größe\n', 'latin1');
  assert.deepEqual(placesOf(latin1), ['appspec.yml:3: This line is not UTF-8']);
  const utf16 = Buffer.from('\ufeffversion: 0.0\nos: linux\n', 'utf16le');
  assert.deepEqual(placesOf(utf16), ['appspec.yml:1: This line is not UTF-8']);
});

test('all problems are told, in the order of their lines', () => {
  const appSpec = `hooks:
  AfterInstall:
    - location: gone.sh
  Nonsense: [location: a]
permissions:
  - object: /srv
    mode: 0644
os: beos
`;
  assert.deepEqual(placesOf(appSpec), [
    'appspec.yml:1:1 The file has no version',
    'appspec.yml:3:17 The script "gone',
    'appspec.yml:4:3 There is no lifecycle event "Nonsense" on instances: its scripts never run',
    'appspec.yml:4:24 The script "a" is not in the bundle',
    'appspec.yml:6:13 This entry applies to nothing that is installed, and has no effect',
    'appspec.yml:7:11 An unquoted number that begins with 0 is octal in YAML: agent 1',
    'appspec.yml:8:5 The os is the string beos, which the agent does not know',
  ]);
});

test('an AppSpec file of another name that was chosen is not taken for a forgotten one', () => {
  const appSpec = Buffer.from('version: 0.0\nos: linux\n');
  const both = [...files, { path: 'appspec.yaml' }];
  assert.deepEqual(checkAppSpec({ appSpec, path: 'appspec.yaml', files: both }).problems, []);
});

test('a script that two hooks run is looked at once', () => {
  const hooks = ['AfterInstall', 'ApplicationStart'].map((event) => `  ${event}:\n    - location: a.sh\n`);
  const problems = checkBundle({
    'appspec.yml': `version: 0.0\nos: linux\nhooks:\n${hooks.join('')}`,
    'a.sh': '#!/bin/sh\r\n',
  });
  assert.equal(problems.length, 1);
});

test('a script in UTF-16 is told as such', () => {
  const script = '\ufeff#!/bin/sh\n';
  for (const bytes of [Buffer.from(script, 'utf16le'), Buffer.from(script, 'utf16le').swap16()]) {
    const [problem, ...more] = checkScripts(new Map([['a.sh', bytes]]), new Map());
    assert.match(problem?.message ?? '', /^The script is UTF-16.*Save the file as UTF-8/);
    assert.deepEqual(more, []);
  }
});

test('interpreters with a name that is like a common one', () => {
  const names = ['dash', 'fish', 'gmake', 'ipython', 'jruby', 'nawk', 'posh', 'python3.12', 'rake', 'wish'];
  const heads = names.map((name) => [name, Buffer.from(`#!/usr/bin/env ${name}\n`)] as const);
  assert.deepEqual(checkScripts(new Map(heads), new Map()), []);
});

test('a program is no script', () => {
  const appSpec = 'version: 0.0\nos: linux\nhooks:\n  AfterInstall:\n    - location: migrate\n';
  assert.deepEqual(checkBundle({ 'appspec.yml': appSpec, migrate: '\x7fELF\x02\x01\x01\0' }), []);
});

test('a name like those that every object of JavaScript has is an unknown key', () => {
  const appSpec = 'version: 0.0\nos: linux\nconstructor: 1\n__proto__: 1\nhooks:\n  toString: []\n';
  assert.equal(placesOf(appSpec).length, 3);
});
