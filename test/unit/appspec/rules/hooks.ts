import { bundle, inBeforeInstall, neverRan, type Rule, readsScript, script, top } from './rule.ts';

const files = { 'a.sh': script };
const hook = (settings: string, event = 'AfterInstall') => `${top}hooks:\n  ${event}:\n    - ${settings}\n`;
const good = bundle(hook('location: a.sh'), files);

export const hookRules: readonly Rule[] = [
  {
    name: 'hooks as a list',
    breaks: bundle(`${top}hooks:\n  - AfterInstall:\n      - location: a.sh\n`, files),
    keeps: good,
    says: ['error', 'appspec.yml:4', /^hooks is a list/],
    agent: inBeforeInstall(/undefined method `each_pair'/),
  },
  {
    name: 'an unknown event',
    breaks: bundle(hook('location: a.sh', 'AfterInstal'), files),
    keeps: good,
    says: ['error', 'appspec.yml:4', /no lifecycle event "AfterInstal".*Did you mean AfterInstall\?/],
    agent: neverRan('AfterInstall'),
  },
  ...['AfterInstall', '\u00a0 AfterInstall'].map(
    (key): Rule => ({
      name: `an event beside hooks: ${JSON.stringify(key)}`,
      breaks: bundle(`${top}hooks:\n${key}:\n  - location: a.sh\n`, files),
      keeps: good,
      says: ['error', 'appspec.yml:4', /ignores AfterInstall outside of hooks.*indent it/],
      agent: neverRan('AfterInstall'),
    }),
  ),
  {
    name: 'hooks in an entry of files',
    breaks: bundle(
      `${top}files:\n  - source: a.sh\n    destination: /srv/x\n    hooks:\n      AfterInstall:\n        - location: a.sh\n`,
      files,
    ),
    keeps: good,
    says: ['error', 'appspec.yml:6', /ignores hooks in files\. Write it at the top level/],
    agent: neverRan('AfterInstall'),
  },
  {
    name: 'an unknown event without scripts',
    breaks: bundle(`${top}hooks:\n  PostDeploy: []\n`),
    keeps: bundle(`${top}hooks:\n  AfterAllowTraffic: []\n`),
    says: ['warning', 'appspec.yml:4', /no lifecycle event "PostDeploy"/],
    agent: 'deploys',
  },
  {
    name: "CodeDeploy's own event",
    breaks: bundle(hook('location: a.sh', 'Install'), files),
    keeps: good,
    says: ['error', 'appspec.yml:4', /^CodeDeploy runs Install itself/],
    agent: neverRan('Install'),
  },
  {
    name: 'an event that is there twice',
    breaks: bundle(`${hook('location: b.sh')}  AfterInstall:\n    - location: a.sh\n`, {
      ...files,
      'b.sh': '#!/bin/sh\n: > "$INSTANCE_ROOT/tmp/b"\n',
    }),
    keeps: good,
    says: ['error', 'appspec.yml:4', /AfterInstall is repeated in line 6/],
    agent: neverRan('b'),
  },
  {
    name: 'an event with a text',
    breaks: bundle(`${top}hooks:\n  AfterInstall: a.sh\n`, files),
    keeps: bundle(`${top}hooks:\n  AfterInstall:\n`, files),
    says: ['error', 'appspec.yml:4', /^AfterInstall is the string a\.sh.*- location/],
    agent: inBeforeInstall(/undefined method `each'/),
  },
  {
    name: 'an event with a mapping',
    breaks: bundle(`${top}hooks:\n  AfterInstall:\n    location: a.sh\n`, files),
    keeps: good,
    says: ['error', 'appspec.yml:5', /^AfterInstall is a mapping/],
    agent: inBeforeInstall(/undefined method `has_key\?'/),
  },
  {
    name: 'a script that is a text',
    breaks: bundle(hook('a.sh'), files),
    keeps: good,
    says: ['error', 'appspec.yml:5', /^A script of AfterInstall is the string a\.sh/],
    agent: inBeforeInstall(/undefined method `has_key\?'/),
  },
  {
    name: 'a script without a location',
    breaks: bundle(hook('timeout: 5'), files),
    keeps: good,
    says: ['error', 'appspec.yml:5', /^A script of AfterInstall has no location/],
    agent: inBeforeInstall(/script with no location value/),
  },
  {
    name: 'a blank location',
    breaks: bundle(hook("location: ' '"), files),
    keeps: bundle(hook("location: ' ./a.sh '"), files),
    says: ['error', 'appspec.yml:5', /has no location/],
    agent: inBeforeInstall(/script with no location value/),
  },
  {
    name: 'a location that is a number',
    breaks: bundle(hook('location: 5'), { '5': script }),
    keeps: bundle(hook('location: "5"'), { '5': script }),
    says: ['warning', 'appspec.yml:5', /^location is the number 5\. Agent 2\.x refuses the file/],
    agent: 'deploys',
  },
  ...(
    [
      ['yes', 'true'],
      ['007', '7'],
      ['1.50', '1.5'],
    ] as const
  ).map(
    ([location, taken]): Rule => ({
      name: `location: ${location}`,
      breaks: bundle(hook(`location: ${location}`), { [location]: script }),
      keeps: bundle(hook(`location: '${location}'`), { [location]: script }),
      says: ['error', 'appspec.yml:5', new RegExp(`reads it as the string ${taken}\\. Agent 2\\.x refuses`)],
      agent: { fails: 'AfterInstall', message: new RegExp(`specified location: .*/${taken}$`) },
    }),
  ),
  {
    name: 'a misspelt key of a script',
    breaks: bundle(hook('{location: a.sh, time-out: 30}'), files),
    keeps: bundle(hook('{location: a.sh, timeout: 30}'), files),
    says: ['error', 'appspec.yml:5', /ignores time-out in a script of AfterInstall\. Write it as timeout/],
    agent: readsScript(hook('{location: a.sh, time-out: 30}'), { timeout: 3600 }),
  },
  {
    name: 'an unknown key of a script',
    breaks: bundle(hook('{location: a.sh, args: --now}'), files),
    keeps: good,
    says: ['warning', 'appspec.yml:5', /ignores args in a script of AfterInstall/],
    agent: 'deploys',
  },
  {
    name: 'a script that is not in the bundle',
    breaks: bundle(hook('location: A.sh'), files),
    keeps: bundle(hook('location: /a.sh'), files),
    says: [
      'error',
      'appspec.yml:5',
      /"A\.sh" is not in the bundle\. Every instance fails in AfterInstall\. Did you mean a\.sh\?/,
    ],
    agent: { fails: 'AfterInstall', message: /^Script does not exist at specified location/ },
  },
  {
    name: 'a missing script that runs in the next deployment',
    breaks: bundle(hook('location: stop.sh', 'ApplicationStop')),
    keeps: bundle(hook('location: a.sh', 'ApplicationStop'), files),
    says: ['error', 'appspec.yml:5', /The deployment after this one fails in ApplicationStop/],
    agent: { failsNext: 'ApplicationStop', message: /^Script does not exist at specified location/ },
  },
  {
    name: 'a script with arguments',
    breaks: bundle(hook('location: a.sh --now'), files),
    keeps: good,
    says: ['error', 'appspec.yml:5', /The agent passes no arguments/],
    agent: { fails: 'AfterInstall', message: /^Script does not exist/ },
  },
  {
    name: 'a script with a space in its name',
    breaks: bundle(hook('location: my hook.sh'), { 'my hook.sh': script }),
    keeps: bundle(hook('location: my=hook#1.sh'), { 'my=hook#1.sh': script }),
    says: ['error', 'appspec.yml:5', /"my hook\.sh" has spaces/],
    agent: { fails: 'AfterInstall', message: /failed with error Errno::ENOENT/ },
  },
  {
    name: 'a script whose name is code for a shell',
    breaks: bundle(hook('location: a$b.sh'), { 'a$b.sh': script }),
    keeps: bundle(hook('location: a@b,c.sh'), { 'a@b,c.sh': script }),
    says: ['error', 'appspec.yml:5', /characters that are special to a shell/],
    agent: { fails: 'AfterInstall', message: /failed with exit code 127/ },
  },
  {
    name: 'a directory as a script',
    breaks: bundle(hook('location: bin'), { 'bin/a.sh': script }),
    keeps: bundle(hook('location: bin/a.sh'), { 'bin/a.sh': script }),
    says: ['error', 'appspec.yml:5', /bin is a directory/],
    agent: { fails: 'AfterInstall', message: /Errno::EACCES/ },
  },
  {
    name: 'a link that points nowhere as a script',
    breaks: bundle(hook('location: l.sh'), { 'l.sh': { linkTo: 'gone.sh' } }),
    keeps: bundle(hook('location: l.sh'), { 'l.sh': { linkTo: 'bin/a.sh' }, 'bin/a.sh': script }),
    says: ['error', 'appspec.yml:5', /"l\.sh" is not in the bundle/],
    agent: { fails: 'AfterInstall', message: /^Script does not exist/ },
  },
  {
    name: 'a script outside of the bundle',
    breaks: bundle(hook('location: ../deployment-archive/a.sh'), files),
    keeps: bundle(hook('location: bin/../a.sh'), { ...files, 'bin/x': '' }),
    says: ['warning', 'appspec.yml:5', /is outside the bundle/],
    agent: 'deploys',
  },
  ...(
    [
      ['0', /number of seconds above 0/],
      ['-1', /number of seconds above 0/],
      ['soon', /number of seconds above 0/],
      ['0.5', /number of seconds above 0/],
      ['true', /boolean true/, /undefined method `to_i'/],
      ['[30]', /is a list/, /undefined method `to_i'/],
    ] as const
  ).map(
    ([timeout, says, message = /invalid timeout value/]): Rule => ({
      name: `timeout: ${timeout}`,
      breaks: bundle(hook(`{location: a.sh, timeout: ${timeout}}`), files),
      keeps: bundle(hook('{location: a.sh, timeout: 30}'), files),
      says: ['error', 'appspec.yml:5', says],
      agent: inBeforeInstall(message),
    }),
  ),
  ...(
    [
      ['1e3', 1],
      ['10m', 10],
      ['0:30', 1800],
      ['0300', 192],
    ] as const
  ).map(
    ([timeout, seconds]): Rule => ({
      name: `timeout: ${timeout}`,
      breaks: bundle(hook(`{location: a.sh, timeout: ${timeout}}`), files),
      keeps: bundle(hook('{location: a.sh, timeout: ~}'), files),
      says: ['error', 'appspec.yml:5', new RegExp(`timeout ${timeout} as ${seconds} seconds?\\. Write`)],
      agent: readsScript(hook(`{location: a.sh, timeout: ${timeout}}`), { timeout: seconds }),
    }),
  ),
  ...['"30"', '30s', '30 seconds', '3_0', '30.0'].map(
    (timeout): Rule => ({
      name: `timeout: ${timeout}`,
      breaks: bundle(hook(`{location: a.sh, timeout: ${timeout}}`), files),
      keeps: bundle(hook('{location: a.sh, timeout: 30}'), files),
      says: ['warning', 'appspec.yml:5', /as 30 seconds; agent 2\.x refuses the file/],
      agent: 'deploys',
    }),
  ),
  {
    name: 'timeouts beyond an hour',
    breaks: bundle(
      `${hook('{location: a.sh, timeout: 1800}')}    - {location: a.sh, timeout: 1801}\n`,
      files,
    ),
    keeps: bundle(`${hook('{location: a.sh, timeout: 3600}')}    - location: a.sh\n`, files),
    says: ['warning', 'appspec.yml:4', /add up to 3601 seconds/],
    agent: 'deploys',
  },
  {
    name: 'sudo',
    breaks: bundle(hook('{location: a.sh, sudo: true}'), { 'a.sh': '#!/bin/sh\n' }),
    keeps: bundle(hook('{location: a.sh, sudo: no}'), files),
    says: ['warning', 'appspec.yml:5', /hides the environment variables of CodeDeploy/],
    agent: 'deploys',
  },
  {
    name: 'sudo that is meant to be off',
    breaks: bundle(hook('{location: a.sh, sudo: "no"}'), {
      'a.sh': '#!/bin/sh\n[ -z "$LIFECYCLE_EVENT" ]\n',
    }),
    keeps: bundle(hook('{location: a.sh, sudo: false}'), files),
    says: ['error', 'appspec.yml:5', /takes sudo: the string no for yes/],
    agent: readsScript(hook('{location: a.sh, sudo: "no"}'), { sudo: true }),
  },
  {
    name: 'runas as a boolean',
    breaks: bundle(hook('{location: a.sh, runas: yes}'), files),
    keeps: bundle(hook('{location: a.sh, runas: root}'), files),
    says: ['error', 'appspec.yml:5', /^runas is the boolean yes\. Agent 1\.x reads it as the string true/],
    agent: { fails: 'AfterInstall', message: /run as user true failed/ },
  },
  {
    name: 'runas as a list',
    breaks: bundle(hook('{location: a.sh, runas: [root]}'), files),
    keeps: bundle(hook("{location: a.sh, runas: 'root'}"), files),
    says: ['error', 'appspec.yml:5', /^runas is a list\. Agent 2\.x refuses/],
    agent: { fails: 'AfterInstall', message: /failed/ },
  },
  {
    name: 'runas as a number',
    breaks: bundle(hook('{location: a.sh, runas: 1001}'), files),
    keeps: bundle(hook('{location: a.sh, runas: ~}'), files),
    says: ['warning', 'appspec.yml:5', /^runas is the number 1001\. Agent 2\.x refuses/],
    agent: { fails: 'AfterInstall', message: /run as user 1001 failed/ },
  },
  {
    name: 'runas on Windows',
    breaks: bundle(
      'version: 0.0\nos: windows\nhooks:\n  AfterInstall:\n    - {location: bin\\a.bat, runas: bob}\n',
      { 'bin/a.bat': '' },
    ),
    keeps: bundle('version: 0.0\nos: windows\nhooks:\n  AfterInstall:\n    - {location: \\Bin\\A.bat}\n', {
      'bin/a.bat': '',
    }),
    says: ['warning', 'appspec.yml:5', /ignores runas on Windows/],
    agent: { onWindows: 'reads' },
  },
];
