import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Changes } from '../../../src/github/compare.ts';
import { changesLine, changesSection } from '../../../src/report/changes.ts';
import { elementsOf, rendered } from '../../support/rendered.ts';
import { testName } from '../../support/test-name.ts';

const changes: Changes = {
  deploymentId: 'd-A1B2C3D4E',
  repository: 'acme/shop',
  base: 'b'.repeat(40),
  head: 'a'.repeat(40),
  source: 'revision',
  isRelated: true,
  ahead: 1,
  behind: 0,
  subjects: ['Sell umbrellas'],
  changedPaths: undefined,
};
const server = 'https://github.com';
const url = `${server}/acme/shop/compare/${changes.base}...${changes.head}`;

for (const [known, line] of [
  [{}, `1 new commit since bbbbbbb, which d-A1B2C3D4E deployed: ${url}`],
  [{ ahead: 300 }, `300 new commits since bbbbbbb, which d-A1B2C3D4E deployed: ${url}`],
  [{ ahead: 0 }, 'The same commit as the group runs: bbbbbbb, which d-A1B2C3D4E deployed'],
  [
    { ahead: 0, behind: 1 },
    `An older commit than the group runs: 1 commit before bbbbbbb, which d-A1B2C3D4E deployed: ${server}/acme/shop/compare/${changes.head}...${changes.base}`,
  ],
  [
    { ahead: 2, behind: 3 },
    `2 new commits since bbbbbbb, which d-A1B2C3D4E deployed, without 3 commits that it has: ${url}`,
  ],
  [
    { isRelated: false, ahead: 0 },
    'A commit with no history in common with the one that the group runs: bbbbbbb, which d-A1B2C3D4E deployed',
  ],
  [
    { source: 'description' },
    `1 new commit since bbbbbbb, which d-A1B2C3D4E deployed according to its description: ${url}`,
  ],
] satisfies [Partial<Changes>, string][]) {
  test(testName(line), () => assert.equal(changesLine({ ...changes, ...known }, server), line));
}

test('subjects are in a fold, and those that are left out are counted', () => {
  const section = changesSection({ ...changes, ahead: 12, subjects: ['Second', ''] }, server);
  assert.match(section, /<details><summary>12 new commits .*\n\n- Second\n- \(no message\)\n- and 10 more\n/);
});

test('a commit can not act on the page that shows it', () => {
  const hostile = '</details><script>x</script> [a](https://x.example) @octocat `#1`\n\n## x';
  const harmless = elementsOf(rendered(changesSection(changes, server)));
  assert.deepEqual(
    elementsOf(rendered(changesSection({ ...changes, subjects: [hostile] }, server))),
    harmless,
  );
});
