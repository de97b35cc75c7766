import { type Behavior, bundle, type Rule, script, top } from './rule.ts';

const appSpec = `${top}hooks:\n  AfterInstall:\n    - location: a.sh\n`;
const stopped = appSpec.replace('AfterInstall', 'ApplicationStop');
const good = bundle(appSpec, { 'a.sh': script });
const notStarted: Behavior = { fails: 'AfterInstall', message: /failed with error Errno::ENOENT/ };

export const scriptRules: readonly Rule[] = [
  {
    name: 'a script with CR LF',
    breaks: bundle(appSpec, { 'a.sh': script.replaceAll('\n', '\r\n') }),
    keeps: good,
    says: ['error', 'a.sh:1', /ends in CR LF.* Every instance fails in AfterInstall, with “No such file/],
    agent: notStarted,
  },
  {
    name: 'a script with CR LF that runs in the next deployment',
    breaks: bundle(stopped, { 'a.sh': script.replaceAll('\n', '\r\n') }),
    keeps: bundle(stopped, { 'a.sh': script }),
    says: ['error', 'a.sh:1', /The deployment after this one fails in ApplicationStop, on every/],
    agent: { failsNext: 'ApplicationStop', message: /failed with error Errno::ENOENT/ },
  },
  {
    name: 'no #!',
    breaks: bundle(appSpec, { 'a.sh': 'true\n' }),
    keeps: good,
    says: [
      'warning',
      'a.sh:1',
      /does not begin with #!\. Agent 1\.x runs the script with \/bin\/sh, agent 2\.x fails/,
    ],
    agent: 'deploys',
  },
  {
    name: 'an empty script',
    breaks: bundle(appSpec, { 'a.sh': '' }),
    keeps: bundle(appSpec, { 'a.sh': '#!/bin/sh' }),
    says: ['warning', 'a.sh:1', /does not begin with #!/],
    agent: 'deploys',
  },
  {
    name: '#! below the first line',
    breaks: bundle(appSpec, { 'a.sh': `\n${script}` }),
    keeps: bundle(appSpec, { 'a.sh': '#! /bin/sh\n' }),
    says: ['warning', 'a.sh:1', /does not begin with #!/],
    agent: 'deploys',
  },
  {
    name: 'a byte order mark before #!/bin/sh',
    breaks: bundle(appSpec, { 'a.sh': `\ufeff${script}` }),
    keeps: good,
    says: ['warning', 'a.sh:1', /byte order mark/],
    agent: 'deploys',
  },
  {
    name: 'a byte order mark before another interpreter',
    breaks: bundle(appSpec, { 'a.sh': '\ufeff#!/usr/bin/env node\n0 || process.exit(0);\n' }),
    keeps: bundle(appSpec, { 'a.sh': '#!/usr/bin/env node\n0 || process.exit(0);\n' }),
    says: ['error', 'a.sh:1', /byte order mark.*the interpreter is not used/],
    agent: { fails: 'AfterInstall', message: /failed with exit code/ },
  },
  {
    name: 'a misspelt interpreter',
    breaks: bundle(appSpec, { 'a.sh': '#!/bin/bahs\n' }),
    keeps: bundle(appSpec, { 'a.sh': '#!/usr/bin/env -S sh -e\n' }),
    says: ['error', 'a.sh:1', /interpreter bahs probably does not exist.*Did you mean bash/],
    agent: notStarted,
  },
  {
    name: 'a misspelt interpreter after env',
    breaks: bundle(appSpec, { 'a.sh': '#!/usr/bin/env noed\n' }),
    keeps: bundle(appSpec, { 'a.sh': '#!/usr/bin/env node\n' }),
    says: ['error', 'a.sh:1', /interpreter noed probably does not exist.*Did you mean node/],
    agent: { fails: 'AfterInstall', message: /failed with exit code 127/ },
  },
  {
    name: 'options after env',
    breaks: bundle(appSpec, { 'a.sh': '#!/usr/bin/env sh -e\n' }),
    keeps: bundle(appSpec, { 'a.sh': '#!/bin/sh -e\n' }),
    says: ['error', 'a.sh:1', /everything after env as one argument/],
    agent: { fails: 'AfterInstall', message: /failed with exit code 127/ },
  },
  {
    name: 'a relative interpreter',
    breaks: bundle(appSpec, { 'a.sh': '#!bin/sh\n' }),
    keeps: good,
    says: ['warning', 'a.sh:1', /is not an absolute path/],
    agent: 'unknown',
  },
];
