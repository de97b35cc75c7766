import type { Mapping } from '../document.ts';
import { error, type Problems, warning } from '../problem.ts';
import { checkTexts, entryOf, mappingAt, textAt } from './entries.ts';

export const lambdaHooks = ['BeforeAllowTraffic', 'AfterAllowTraffic'];

/** The only resource of an AppSpec file for Lambda: a function whose alias moves from one version to another. */
export function* checkLambda(resource: Mapping): Problems {
  if (textAt(resource, 'Type')?.source !== 'AWS::Lambda::Function') {
    yield error(
      entryOf(resource, 'Type') ?? resource,
      'The Type of a resource must be AWS::Lambda::Function or AWS::ECS::Service.',
    );
    return;
  }
  const properties = mappingAt(resource, 'Properties');
  if (!properties) {
    yield error(entryOf(resource, 'Properties') ?? resource, 'The function has no Properties.');
    return;
  }
  const keys = ['Name', 'Alias', 'CurrentVersion', 'TargetVersion'];
  yield* checkTexts(properties, { keys, where: 'The function' });
  const current = textAt(properties, 'CurrentVersion');
  const target = textAt(properties, 'TargetVersion');
  for (const version of [current, target]) {
    if (version && !/^[1-9]\d*$/.test(version.source)) {
      yield error(
        version,
        `${version.source} is not a published version of a function, which must be a number from 1.`,
      );
    }
  }
  if (current && target && current.source === target.source) {
    yield warning(target, 'CurrentVersion and TargetVersion are the same: no traffic is shifted.');
  }
}
