import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkAppSpec } from '../../src/appspec/check.ts';
import { seededRandom } from '../support/random.ts';
import { inTheWild } from '../unit/appspec/rules/in-the-wild.ts';
import type { Behavior } from '../unit/appspec/rules/rule.ts';
import { rules } from '../unit/appspec/rules/rules.ts';
import { parseAppSpec } from './fleet/appspec/appspec.ts';
import type { Tree } from './fleet/bundle-fixture.ts';
import { type Deployed, type InstanceFixture, startInstance } from './fleet/instance-fixture.ts';

/** Holds the AppSpec check and the emulated agent against each other: neither was made after the other. */
for (const [subject, table] of Object.entries(rules)) {
  describe(`${subject}: the agent agrees with the check`, () => {
    for (const { name, breaks, keeps, says, agent } of table) {
      if (agent === 'unknown') continue;
      test(name, async () => {
        assert.ok(says[0] === 'warning' || agent !== 'deploys', 'an error for what the agent deploys');
        if (typeof agent === 'object' && 'onWindows' in agent) {
          assertOnWindows(breaks, agent.onWindows);
          assertOnWindows(keeps, 'reads');
          return;
        }
        await assertBehavior(breaks, agent);
        await assertBehavior(keeps, 'deploys');
      });
    }
  });
}

describe('what works passes the check, and works', () => {
  for (const [name, tree] of Object.entries(inTheWild)) {
    test(name, () => assertBehavior(tree, 'deploys'));
  }
});

const slips = [
  '\t',
  '  ',
  '-',
  ':',
  ': ',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  '*',
  '&a ',
  '~',
  'yes',
  '0644',
  '1:30',
  '2026-01-01',
].concat(['\n', '#', '|', '>', '0', '!', '%', '\ufeff', '---\n', '- a\n', 'location', 'pattern: ']);

test('what the agent refuses to read never passes without an error', () => {
  const random = seededRandom(5);
  const bundles = [
    ...Object.values(inTheWild),
    ...Object.values(rules)
      .flat()
      .map(({ keeps }) => keeps),
  ];
  const texts = bundles
    .map((tree) => String(tree['appspec.yml']))
    .filter((text) => !text.includes('os: windows'));
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  let refused = 0;
  for (let round = 0; round < 3000; round += 1) {
    const text = pick(texts);
    const at = Math.floor(random() * text.length);
    const mutated = text.slice(0, at) + pick(slips) + text.slice(at + pick([0, 1, 2]));
    if (isRead(mutated)) continue;
    refused += 1;
    assert.ok(!passes(mutated), mutated);
  }
  assert.ok(refused > 500, `${refused} refused`);
});

function isRead(text: string): boolean {
  try {
    parseAppSpec(Buffer.from(text));
    return true;
  } catch {
    return false;
  }
}

function passes(text: string): boolean {
  const { problems } = checkAppSpec({ appSpec: Buffer.from(text), path: 'appspec.yml', files: [] });
  return problems.every(({ severity }) => severity === 'warning');
}

/** Of an agent on Windows, only what it makes of the AppSpec file is emulated. */
function assertOnWindows(tree: Tree, expected: 'reads' | RegExp): void {
  const read = () => parseAppSpec(Buffer.from(String(tree['appspec.yml'])), 'windows');
  if (expected === 'reads') read();
  else assert.throws(read, { message: expected });
}

type OnLinux = Exclude<Behavior, 'unknown' | { onWindows: unknown }>;

async function assertBehavior(tree: Tree, behavior: OnLinux): Promise<void> {
  await using host = startInstance();
  const deployed = await host.deploy(tree);
  if (typeof behavior === 'object' && 'fails' in behavior) {
    assertFails(deployed, behavior.fails, behavior.message);
    return;
  }
  assert.equal(deployed.last.errorCode, 'Success', deployed.last.message);
  await assertAfterwards(host, tree, behavior);
}

async function assertAfterwards(
  host: InstanceFixture,
  tree: Tree,
  behavior: Exclude<OnLinux, { fails: string }>,
): Promise<void> {
  if (behavior === 'deploys') return;
  if ('otherwise' in behavior) behavior.otherwise(host);
  else assertFails(await host.deploy(tree), behavior.failsNext, behavior.message);
}

function assertFails({ events, last }: Deployed, event: string, message: RegExp): void {
  assert.equal(events.at(-1), event, last.message);
  assert.match(last.message, message);
}
