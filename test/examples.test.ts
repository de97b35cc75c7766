import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { parse } from 'yaml';
import {
  type Document,
  fencedBlocks,
  linkedFiles,
  markdownDocuments,
  readDocument,
  root,
  workflowDocuments,
} from './support/documents.ts';

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly 'cancel-in-progress'?: boolean };
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
}

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

const action: ActionFile = parse(readDocument('action.yml').text);
const packageFile: { scripts: Record<string, string> } = JSON.parse(readDocument('package.json').text);
const documents = markdownDocuments();
const examples = [
  ...workflowDocuments('docs/examples'),
  ...documents.flatMap((document) => fencedBlocks(document, 'yaml')),
];

suite('each YAML example', () => {
  for (const { path, text } of examples) {
    test(path, () => {
      const example: unknown = parse(text);
      const workflow = isWorkflow(example) ? example : undefined;
      const steps = workflow ? Object.values(workflow.jobs).flatMap((job) => job.steps) : (example as Step[]);
      for (const step of steps.filter(isOurs)) assertUsable(step);
      for (const job of Object.values(workflow?.jobs ?? {})) assertFitToDeploy(job);
      assertOutputsExist(text, { steps, jobs: workflow?.jobs ?? {} });
    });
  }
});

test('README.md shows the staged workflow as docs/examples has it', () => {
  const [, ...lines] = readDocument('docs/examples/staged.yml').text.split('\n');
  assert.ok(readDocument('README.md').text.includes(`\`\`\`yaml\n${lines.join('\n')}\`\`\`\n`));
});

suite('each Markdown document', () => {
  for (const document of documents) {
    test(`${document.path} links to files that exist`, () => {
      assert.deepEqual(
        linkedFiles(document).filter((file) => !existsSync(join(root, file))),
        [],
      );
    });

    test(`${document.path} names source files that exist`, () => {
      const named = [...document.text.matchAll(/\b(?:src|test|scripts)\/[\w./-]*\w\.ts\b/g)].map(
        ([file]) => file,
      );
      assert.deepEqual(
        named.filter((file) => !existsSync(join(root, file))),
        [],
      );
    });

    test(`${document.path} has JSON that parses`, () => {
      for (const { text } of fencedBlocks(document, 'json')) JSON.parse(text);
    });

    test(`${document.path} names scripts that package.json has`, () => {
      const named = [...document.text.matchAll(/npm run ([\w-]+)/g)].map(([, script]) => script ?? '');
      assert.deepEqual(
        named.filter((script) => !(script in packageFile.scripts)),
        [],
      );
    });
  }
});

suite('each workflow of this repository', () => {
  for (const { path, text } of workflowDocuments('.github/workflows')) {
    test(`${path} grants nothing by default and pins every action to a commit`, () => {
      const workflow: Workflow & { permissions: unknown } = parse(text);
      assert.deepEqual(workflow.permissions, {});
      const uses = Object.values(workflow.jobs).flatMap((job) =>
        job.steps.flatMap((step) => step.uses ?? []),
      );
      assert.ok(uses.length > 0);
      for (const action of uses) assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    });
  }
});

function isWorkflow(example: unknown): example is Workflow {
  return typeof example === 'object' && example !== null && 'jobs' in example;
}

function isOurs({ uses }: Step): boolean {
  return uses?.startsWith('org/codedeploy-action@') ?? false;
}

/** The step names inputs that exist, all that are required, and the runner tells it when the job is cancelled. */
function assertUsable({ with: inputs = {}, if: condition = '' }: Step): void {
  assert.deepEqual(
    Object.keys(inputs).filter((name) => !(name in action.inputs)),
    [],
  );
  const required = Object.entries(action.inputs).flatMap(([name, input]) => (input.required ? [name] : []));
  assert.deepEqual(
    required.filter((name) => !(name in inputs)),
    [],
  );
  assert.doesNotMatch(condition, /always\(\)/);
}

/** A job with our step may ask for AWS credentials, may read what it checks out, and is not cancelled by the next run. */
function assertFitToDeploy({ steps, permissions = {}, concurrency }: Job): void {
  if (!steps.some(isOurs)) return;
  assert.equal(permissions['id-token'], 'write');
  if (steps.some(({ uses }) => uses?.startsWith('actions/checkout@'))) {
    assert.equal(permissions['contents'], 'read');
  }
  assert.notEqual(concurrency?.['cancel-in-progress'], true);
}

interface Scope {
  readonly steps: readonly Step[];
  readonly jobs: Readonly<Record<string, Job>>;
}

/** `steps.<id>.outputs.<name>` of our steps and `needs.<job>.outputs.<name>` name outputs that exist. */
function assertOutputsExist(text: Document['text'], { steps, jobs }: Scope): void {
  const ours = new Set(steps.filter(isOurs).flatMap(({ id }) => id ?? []));
  for (const [expression, id = '', output = ''] of text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)) {
    assert.ok(ours.has(id) && output in action.outputs, expression);
  }
  for (const [expression, job = '', output = ''] of text.matchAll(/needs\.([\w-]+)\.outputs\.([\w-]+)/g)) {
    assert.ok(output in (jobs[job]?.outputs ?? {}), expression);
  }
}
