import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkBundle } from './rules/check-bundle.ts';
import { rules } from './rules/rules.ts';

for (const [subject, table] of Object.entries(rules)) {
  describe(subject, () => {
    for (const { name, breaks, keeps, says } of table) {
      test(name, () => {
        const [severity, place, message] = says;
        const [problem, ...more] = checkBundle(breaks);
        assert.ok(problem, 'nothing is said');
        assert.deepEqual(more, []);
        assert.match(problem.message, message);
        assert.equal(`${problem.severity} ${problem.file}:${problem.line}`, `${severity} ${place}`);
        assert.deepEqual(checkBundle(keeps), []);
      });
    }
  });
}
