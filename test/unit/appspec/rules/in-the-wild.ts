import type { Tree } from '../../../emulator/fleet/bundle-fixture.ts';

const run = '#!/bin/bash\nset -e\necho "$LIFECYCLE_EVENT"\n';
const scripts = (...names: readonly string[]): Tree =>
  Object.fromEntries(names.map((name) => [`scripts/${name}.sh`, { content: run, mode: 0o755 }]));

/** AppSpec files in the styles that people and AWS's own guides write, all of which work. */
export const inTheWild: Readonly<Record<string, Tree>> = {
  'a blog: everything into one directory': {
    'appspec.yml': `version: 0.0
os: linux
files:
  - source: /
    destination: /var/www/html/blog
hooks:
  BeforeInstall:
    - location: scripts/install.sh
      timeout: 300
      runas: root
  AfterInstall:
    - location: scripts/chmod.sh
      timeout: 300
      runas: root
  ApplicationStart:
    - location: scripts/start.sh
      timeout: 300
      runas: root
  ApplicationStop:
    - location: scripts/stop.sh
      timeout: 300
      runas: root
`,
    'index.php': '<?php\n',
    ...scripts('install', 'chmod', 'start', 'stop'),
  },
  'an API: no hooks at all': {
    'appspec.yml': 'version: 0.0\nos: linux\nfiles:\n  - source: /\n    destination: /home/snake/_target\n',
    'src/main.py': '',
  },
  'hooks at the margin, with comments': {
    'appspec.yml': `# Deployed by the platform team
version: 0.0   # fixed by CodeDeploy
os: linux

files:
- source: web/flask     # the application
  destination: /home/ec2-user/sample-app
- source: requirements.txt
  destination: /home/ec2-user/sample-app/

hooks:
# stop → install → start
  ApplicationStop:
  - location: scripts/stop.sh
    timeout: 60
  AfterInstall:
  ApplicationStart:
  - location: ./scripts/start.sh
  - location: /scripts/warm.sh
    timeout: 3600
`,
    'web/flask/app.py': '',
    'requirements.txt': '',
    ...scripts('stop', 'start', 'warm'),
  },
  'permissions as in the user guide': {
    'appspec.yml': `version: 0.0
os: linux
files:
  - source: Config/config.txt
    destination: /webapps/Config
  - source: source
    destination: /webapps/myApp
permissions:
  - object: /webapps/myApp
    pattern: "*.txt"
    except: [secret.txt]
    owner: root
    group: root
    mode: 755
    type:
      - file
  - object: /webapps/myApp
    pattern: "sub*"
    mode: 4750
    acls:
      - "mary:rw"
      - d:g:dev:rx
      - "m::rx"
    context:
      name: unconfined_u
      type: httpd_sys_content_t
      range: s0-s0:c0.c1023
    type:
      - directory
`,
    'Config/config.txt': '',
    'source/a.txt': '',
    'source/secret.txt': '',
    'source/sub1/b.txt': '',
  },
  'as JSON': {
    'appspec.yml': JSON.stringify({
      version: 0,
      os: 'linux',
      file_exists_behavior: 'OVERWRITE',
      files: [{ source: 'dist', destination: '/srv/app' }],
      hooks: { ValidateService: [{ location: 'scripts/check.sh', timeout: 30 }] },
    }),
    'dist/app.js': '',
    ...scripts('check'),
  },
  'with CR LF': {
    'appspec.yml': 'version: 0.0\r\nos: linux\r\nfiles:\r\n  - source: dist\r\n    destination: /srv/app\r\n',
    'dist/app.js': '',
  },
  'everything quoted': {
    'appspec.yml': `---
"version": 0.0
"os": 'linux'
"files":
  - "source": "dist/"
    "destination": "/srv/app"
"hooks":
  "BeforeInstall": [{"location": "scripts/check.sh", "runas": "root", timeout: 30}]
`,
    'dist/app.js': '',
    ...scripts('check'),
  },
  'every event of a deployment with a load balancer': {
    'appspec.yml': `version: 0.0\nos: linux\nhooks:\n${[
      'BeforeBlockTraffic',
      'AfterBlockTraffic',
      'ApplicationStop',
      'BeforeInstall',
      'AfterInstall',
      'ApplicationStart',
      'ValidateService',
      'BeforeAllowTraffic',
      'AfterAllowTraffic',
    ]
      .map((event) => `  ${event}:\n    - location: scripts/log.sh\n`)
      .join('')}`,
    ...scripts('log'),
  },
  'several sources for one directory': {
    'appspec.yml': `version: 0.0
os: linux
files:
  - source: bin
    destination: /opt/shop
  - source: lib
    destination: /opt/shop/lib
  - source: shop
    destination: /opt/shop
  - source: etc/nginx/shop.conf
    destination: /etc/nginx/conf.d
`,
    'bin/start': '',
    'lib/a.so': '',
    shop: '',
    'etc/nginx/shop.conf': '',
  },
  'a Java service with its unit, after a window of maintenance': {
    'appspec.yml': `version: 0.0
os: linux
files:
  - source: /target/prices.jar
    destination: /opt/prices/
  - source: /systemd/prices.service
    destination: /etc/systemd/system/
file_exists_behavior: OVERWRITE
permissions:
  - object: /opt/prices
    pattern: "*.jar"
    mode: "0500"
`,
    'target/prices.jar': 'PK\0',
    'systemd/prices.service': '[Service]\n',
  },
  'a site whose files and directories get modes of their own': {
    'appspec.yml': `version: 0.0
os: linux
files:
    -   source: .
        destination: /var/www/site
permissions:
    -   object: /var/www/site
        pattern: "**"
        owner: root
        group: root
        mode: 2775
        type:
            -   directory
    -   object: /var/www/site
        pattern: "**"
        owner: root
        mode: 644
        type:
            -   file
`,
    'index.php': '',
    'storage/logs/.gitkeep': '',
  },
  'written on Windows, for Linux': {
    'appspec.yml': `# Maintained by the web team\r
version: 0.0\r
os: linux\r
\r
files:\r
  - source: app   \r
    destination: /srv/app\r
hooks:\r
  AfterInstall:\r
    - location: scripts/install.sh\r
      timeout: 300\r
      runas: root\r
`,
    'app/a': '',
    ...scripts('install'),
  },
  'one line': {
    'appspec.yml':
      '{version: 0.0, os: linux, files: [{source: app, destination: /srv/app}], hooks: {AfterInstall: [{location: scripts/a.sh, timeout: 60}]}}',
    'app/a': '',
    ...scripts('a'),
  },
  'sections that are left empty': {
    'appspec.yml':
      'version: 0.0\nos: linux\nfiles:\npermissions:\nhooks:\n  BeforeInstall:\n  AfterInstall: []\n',
  },
  'sections that are switched off': {
    'appspec.yml': 'version: 0.0\nos: linux\nfiles: no\npermissions: off\nhooks: false\n',
  },
  'with a directive and an end': {
    'appspec.yml': '%YAML 1.1\n---\nversion: 0.0\nos: linux\n...\n',
  },
  'brackets and quotes over lines that are not indented': {
    'appspec.yml': `version: 0.0
os: linux
files: [
{source: scripts,
destination: "/srv
/x"},
]
hooks: {
  AfterInstall: [
    {location: scripts/chmod.sh}
# not yet: {location: scripts/warm.sh}
],
}
`.replaceAll('\n', '\r\n'),
    ...scripts('chmod'),
  },
  'tabs where YAML lets them be': {
    'appspec.yml':
      'version:\t0.0\nos:\tlinux\t# as ever\n  \nfiles:\t[]\nhooks:\n  AfterInstall: [\n    \t{location: scripts/chmod.sh}\n  ]\n',
    ...scripts('chmod'),
  },
  'anchors that nothing refers to': {
    'appspec.yml': `version: 0.0
os: linux
hooks:
  AfterInstall: &scripts
    - &first
      location: scripts/a.sh
`,
    ...scripts('a'),
  },
  'texts in all styles of YAML': {
    'appspec.yml': `version: !!float 0.0
os: !!str linux
files:
  - source:
      app
    destination: >-
      /srv/app
hooks:
  BeforeInstall:
    - location: |
        scripts/a.sh
  ? AfterInstall
  : - location: "scripts/\\x61.sh"
`,
    'app/a': '',
    ...scripts('a'),
  },
  'names that YAML takes for something else, in quotes': {
    'appspec.yml': `version: 0.0
os: linux
files:
  - source: 'on'
    destination: /srv/on
  - source: "2026-01-31"
    destination: /srv/1:30
  - source: '1.0'
    destination: /srv/1.0
  - source: '~'
    destination: /srv/home
`,
    'on/a': '',
    '2026-01-31': '',
    '1.0/b': '',
    '~/c': '',
  },
  'names beyond ASCII': {
    'appspec.yml': `version: 0.0
os: linux
files:
  - source: größe/日本.txt
    destination: /srv/größe
  - source: "\\u00e9t\\xe9"
    destination: /srv/été
`,
    'größe/日本.txt': '',
    'été/a': '',
  },
  'several scripts for an event, one of them twice': {
    'appspec.yml': `version: 0.0
os: linux
hooks:
  ApplicationStart:
    - location: scripts/start.sh
      timeout: 1800
    - location: scripts/warm.sh
      timeout: 900
    - location: scripts/warm.sh
      timeout: 900
  ValidateService:
    - location: scripts/start.sh
      timeout: ~
      runas:
`,
    ...scripts('start', 'warm'),
  },
  'two trees that share directories': {
    'appspec.yml': `version: 0.0
os: linux
files:
  - {source: common, destination: /opt/shop}
  - {source: web, destination: /opt/shop}
  - {source: web/static, destination: /opt/static}
`,
    'common/conf/common.ini': '',
    'common/bin/run': { content: run, mode: 0o755 },
    'web/conf/web.ini': '',
    'web/static/a.css': '',
  },
  'scripts of several interpreters': {
    'appspec.yml': `version: 0.0
os: linux
hooks:
  BeforeInstall:
    - location: hooks/posix
    - location: hooks/env
  AfterInstall:
    - location: hooks/options
    - location: ./hooks/split
`,
    'hooks/posix': '#! /bin/sh -eu\n:\n',
    'hooks/env': '#!/usr/bin/env sh\n:\n',
    'hooks/options': '#!/bin/sh -x\n:\n',
    'hooks/split': '#!/usr/bin/env -S sh -eu\n:\n',
  },
  'an owner for all, and a mode for one file': {
    'appspec.yml': `version: 0.0
os: linux
files:
  - source: bin
    destination: /usr/local/bin
permissions:
  - object: /usr/local/bin
    pattern: "shop*"
    except: ["shop.conf"]
    owner: root
    group: root
    mode: "4755"
    type: [file]
  - object: /usr/local/bin/shop.conf
    mode: 640
`,
    'bin/shop': '',
    'bin/shop-admin': '',
    'bin/shop.conf': '',
  },
  links: {
    'appspec.yml': 'version: 0.0\nos: linux\nfiles:\n  - source: current\n    destination: /srv/app\n',
    current: { linkTo: 'releases/2' },
    'releases/2/a': '',
    'releases/2/latest': { linkTo: 'a' },
    'releases/2/var': { linkTo: '/var/lib/app' },
  },
  'line ends of YAML 1.1': {
    'appspec.yml':
      'version: 0.0\ros: linux\u2028hooks:\u0085  AfterInstall:\r\n    - location: scripts/chmod.sh\u2028',
    ...scripts('chmod'),
  },
};
