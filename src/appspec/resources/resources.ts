import { type Mapping, type MappingEntry, readDocument, type Value } from '../document.ts';
import { isNull, kindOf } from '../keys.ts';
import { error, type Problems, warning } from '../problem.ts';
import { didYouMean } from '../spelling.ts';
import { checkEcs, ecsHooks } from './ecs-service.ts';
import { entryOf, mappingAt, textAt } from './entries.ts';
import { checkLambda, lambdaHooks } from './lambda-function.ts';

/** The `Resources` key, which only AppSpec files for Lambda and ECS have. */
export function resourcesOf(root: Mapping): MappingEntry | undefined {
  return entryOf(root, 'Resources');
}

/** Checks an AppSpec file for Lambda or ECS by the rules of its platform (CodeDeploy user guide, AppSpec reference). */
export function* checkResources(root: Mapping, resources: MappingEntry): Problems {
  const platform = platformIn(resources);
  yield error(
    resources,
    `This is an AppSpec file for ${{ ecs: 'Amazon ECS', lambda: 'AWS Lambda' }[platform]}. Instances cannot use it: every instance fails in BeforeInstall. Write one with version, os, files and hooks.`,
  );
  yield* checkContent(root, resources);
}

/** An AppSpec file that is deployed to Lambda or ECS. */
export function* checkResourceFile(root: Value | undefined): Problems {
  if (!root) return;
  if (root.kind !== 'mapping') {
    yield error(root, 'The file is not a mapping. Write version, Resources and Hooks, each as a key.');
    return;
  }
  const resources = resourcesOf(root);
  if (resources) yield* checkContent(root, resources);
  else {
    yield error(
      entryOf(root, 'os') ?? root,
      'The file has no Resources, and Lambda and ECS need one. An AppSpec file with os and files is for instances.',
    );
  }
}

/** The task definition that an AppSpec file for ECS names. */
export function taskDefinitionIn(appSpec: Uint8Array): string | undefined {
  const { root } = readDocument(appSpec);
  const resources = root?.kind === 'mapping' ? resourcesOf(root) : undefined;
  const definition = resources && definitionIn(resources);
  const properties = definition && mappingAt(definition, 'Properties');
  return properties && textAt(properties, 'TaskDefinition')?.source;
}

function definitionIn(resources: MappingEntry): Mapping | undefined {
  const items = resources.value.kind === 'list' ? resources.value.items : [];
  const [resource, ...more] = items[0]?.kind === 'mapping' ? items[0].entries : [];
  const isOne = items.length === 1 && more.length === 0;
  return isOne && resource?.value.kind === 'mapping' ? resource.value : undefined;
}

function platformIn(resources: MappingEntry): 'ecs' | 'lambda' {
  const definition = definitionIn(resources);
  const type = definition && textAt(definition, 'Type');
  return type?.source === 'AWS::ECS::Service' ? 'ecs' : 'lambda';
}

function* checkContent(root: Mapping, resources: MappingEntry): Problems {
  const version = textAt(root, 'version');
  const place = entryOf(root, 'version') ?? resources;
  if (!version) yield error(place, 'The file has no version. Write version: 0.0.');
  else if (Number(version.source) !== 0)
    yield warning(
      place,
      'The version of an AppSpec file should be 0.0, although CodeDeploy has accepted others.',
    );
  const definition = definitionIn(resources);
  if (!definition) {
    yield error(resources, 'Resources is not a list with exactly one resource.');
    return;
  }
  const platform = platformIn(resources);
  yield* platform === 'ecs' ? checkEcs(definition) : checkLambda(definition);
  yield* checkHooks(root, platform === 'ecs' ? ecsHooks : lambdaHooks);
}

/** `Hooks` is a list of mappings, each from one lifecycle event to the Lambda function that validates it. */
function* checkHooks(root: Mapping, known: readonly string[]): Problems {
  const hooks = entryOf(root, 'Hooks');
  if (!hooks || isNull(hooks.value)) return;
  if (hooks.value.kind !== 'list') {
    yield error(hooks, `Hooks is ${kindOf(hooks.value)}, but CodeDeploy expects a list.`);
    return;
  }
  for (const item of hooks.value.items) yield* checkHook(item, known);
}

function* checkHook(item: Value, known: readonly string[]): Problems {
  const [entry, ...more] = item.kind === 'mapping' ? item.entries : [];
  if (!entry || more.length > 0) {
    yield error(item, 'An entry of Hooks is not a mapping from one lifecycle event to a Lambda function.');
  } else if (!known.includes(entry.key)) {
    yield error(
      entry,
      `There is no hook ${entry.key}. The hooks are ${known.join(', ')}.${didYouMean(entry.key, known)}`,
    );
  } else if (entry.value.kind !== 'scalar' || entry.value.source.trim() === '') {
    yield error(entry, `${entry.key} names no Lambda function.`);
  }
}
