import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scriptsForNext } from '../../../src/appspec/scripts-for-next.ts';

const top = 'version: 0.0\nos: linux\n';

const rows: readonly (readonly [
  name: string,
  appSpec: string,
  scripts: Record<string, readonly string[]>,
])[] = [
  ['no hooks', top, {}],
  ['a file that is no AppSpec file', '- a\n', {}],
  ['a file that can not be read', 'hooks: [\n', {}],
  [
    'hooks of this deployment, and of the next one',
    `${top}hooks:
  ApplicationStop:
    - location: scripts/stop.sh
    - {location: ' ./scripts//drain.sh ', timeout: 5}
  AfterInstall:
    - location: scripts/install.sh
  BeforeBlockTraffic: [{location: /scripts/block.sh}]
`,
    {
      BeforeBlockTraffic: ['scripts/block.sh'],
      ApplicationStop: ['scripts/stop.sh', 'scripts/drain.sh'],
    },
  ],
  [
    'hooks without scripts',
    `${top}hooks:\n  ApplicationStop:\n  BeforeBlockTraffic: []\n  AfterBlockTraffic: [{timeout: 5}, a.sh]\n`,
    {},
  ],
  [
    'Windows',
    'version: 0.0\nos: windows\nhooks:\n  ApplicationStop:\n    - location: \\bin\\stop.ps1\n',
    { ApplicationStop: ['bin/stop.ps1'] },
  ],
];

for (const [name, appSpec, scripts] of rows) {
  test(name, () => assert.deepEqual(Object.fromEntries(scriptsForNext(Buffer.from(appSpec))), scripts));
}
