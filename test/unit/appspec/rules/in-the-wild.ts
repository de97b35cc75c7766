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
  links: {
    'appspec.yml': 'version: 0.0\nos: linux\nfiles:\n  - source: current\n    destination: /srv/app\n',
    current: { linkTo: 'releases/2' },
    'releases/2/a': '',
    'releases/2/latest': { linkTo: 'a' },
    'releases/2/var': { linkTo: '/var/lib/app' },
  },
};
