import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fit } from '../../../src/report/fit.ts';

for (const [budget, shown, omitted] of [
  [-1, [], ['a', 'é', 'c']],
  [1, [], ['a', 'é', 'c']],
  [2, ['a'], ['é', 'c']],
  [4, ['a'], ['é', 'c']],
  [5, ['a', 'é'], ['c']],
  [7, ['a', 'é', 'c'], []],
] as const) {
  test(`${budget} bytes take ${shown.length} of three texts`, () => {
    assert.deepEqual(fit(['a', 'é', 'c'], { budget, render: String }), { shown, omitted });
  });
}

test('what does not fit is not rendered, but for the first', () => {
  const rendered: number[] = [];
  const render = (number: number) => `${rendered.push(number)}`;
  fit([1, 2, 3, 4], { budget: 2, render });
  assert.deepEqual(rendered, [1, 2]);
});
