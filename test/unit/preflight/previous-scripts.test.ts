import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PreviousScripts, previousScriptFindings } from '../../../src/preflight/previous-scripts.ts';

const sha = '0123456'.padEnd(40, 'a');
const same: PreviousScripts = {
  event: 'ApplicationStop',
  scripts: ['stop.sh'],
  own: ['stop.sh'],
  changed: [],
};

const rows: readonly (readonly [
  name: string,
  previous: readonly PreviousScripts[],
  findings: readonly RegExp[],
])[] = [
  ['none', [], []],
  [
    'the same script',
    [same],
    [
      /^note: .*of their current revision, 0123456, as its web\/appspec\.yml says: stop\.sh \(ApplicationStop\)\.$/,
    ],
  ],
  [
    'several events',
    [same, { ...same, event: 'BeforeBlockTraffic', scripts: ['a.sh', 'b.sh'], own: ['a.sh', 'b.sh'] }],
    [/^note: .*: stop\.sh \(ApplicationStop\); a\.sh, b\.sh \(BeforeBlockTraffic\)\.$/],
  ],
  [
    'a script that was changed',
    [{ ...same, changed: ['stop.sh'] }],
    [
      /^warning: ApplicationStop runs stop\.sh of .*, 0123456\. This commit has a different stop\.sh, .*set ignore-application-stop-failures to true for this deployment\.$/,
      /^note: /,
    ],
  ],
  [
    'a hook that was removed',
    [{ ...same, own: [], changed: ['stop.sh'] }],
    [/^warning: .*This commit has no script for it, /, /^note: /],
  ],
  [
    'another script',
    [{ ...same, own: ['halt.sh', 'stop.sh'] }],
    [/^warning: .*This commit has halt\.sh, stop\.sh for it, /, /^note: /],
  ],
  [
    'a hostile name',
    [{ ...same, scripts: ['a\n::error::x'], own: ['a\n::error::x'] }],
    [/^note: .*a ::error::x/],
  ],
];

for (const [name, previous, expected] of rows) {
  test(`scripts of the previous revision: ${name}`, () => {
    const findings = previousScriptFindings(previous, {
      sha,
      appspec: 'web/appspec.yml',
      ignoreApplicationStopFailures: false,
    });
    const lines = findings.map(({ severity, text }) => `${severity}: ${text}`);
    assert.equal(lines.length, expected.length, lines.join('\n'));
    for (const [index, pattern] of expected.entries()) assert.match(lines[index] ?? '', pattern);
  });
}

test('who ignores their failures is not warned', () => {
  const options = { sha, appspec: 'appspec.yml', ignoreApplicationStopFailures: true };
  const findings = previousScriptFindings([{ ...same, own: [], changed: ['stop.sh'] }], options);
  assert.deepEqual(
    findings.map(({ severity }) => severity),
    ['note'],
  );
});
