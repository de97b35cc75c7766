import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CreateDeploymentCommand, DeploymentStatus } from '@aws-sdk/client-codedeploy';
import { scriptedAgent } from '../emulator/fleet/scripted.ts';
import { assertOwnMarkup } from '../support/own-markup.ts';
import { rendered, textOf } from '../support/rendered.ts';
import { commitFiles } from '../support/repository.ts';
import type { StepResult } from '../support/runner.ts';
import { type Command, commandsIn } from '../support/runner-commands.ts';
import { atOnce, bucket, type Stage, setStage, shop, shopThatStartsIn } from './stage.ts';

/** What anybody may print who wants to act on the runner, on the summary's page, or on the eye of the reader. */
const attacks = [
  '::error file=a::forged',
  '  ::set-output name=deployment-id::d-FORGED000',
  '::save-state name=deployment-id::d-FORGED000',
  '::stop-commands::token',
  '::token::',
  '::add-mask::e',
  '##[error]forged',
  'text ##[save-state name=intent]forged',
  '##[add-mask]e',
  '\x1b[31mred\x1b[0m \x1b]8;;https://forged.example\x1b\\link\x1b]8;;\x1b\\',
  '#\x1b[0m#[error]forged and :\u200b:error::forged',
  '\u202egnirts desrever\u2066',
  'a\r::error::forged',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '</pre></td></tr></table></details><h1>forged</h1>',
  '<!-- never ended',
  '| a | b |',
  '[link](https://forged.example) ![image](https://forged.example/i.png)',
  '`````` ~~~ ``` </code>',
  '# heading @octocat #1',
];
const hostile = attacks.join(' ');
/** A tag has at most 256 characters. */
const tag = hostile.slice(0, 256);
/** As a file, an instance or a key may be called. */
const name = attacks
  .filter((attack) => !/[/\r]/.test(attack))
  .join('')
  .replaceAll(' ', '');

/** A script that prints these bytes, and megabytes before them, and fails. */
function failingWith(output: string | Buffer): Parameters<typeof setStage>[0] {
  const bytes = [...Buffer.from(output)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`);
  const script = `#!/bin/sh\nhead -c 3000000 /dev/zero | tr '\\0' x\nprintf '\\n${bytes.join('')}\\n'\nexit 1\n`;
  return { ...shop, [`public/${name.slice(0, 120)}`]: 'x', 'scripts/start.sh': { executable: script } };
}

const rack = {
  'deployment-group-name': 'racks',
  's3-bucket': bucket,
  'deployment-config-name': 'CodeDeployDefault.AllAtOnce',
};

/** A stage with two instances of hostile names, one of which has a hostile agent too: nothing relies on what AWS allows. */
async function setHostileStage(files: Parameters<typeof setStage>[0], eventTime = 0): Promise<Stage> {
  const stage = await setStage(files);
  const { fleet } = stage.emulator;
  fleet.addEc2({ id: name.slice(0, 100), tags: { Rack: tag } });
  const diagnostics = {
    errorCode: 'UnknownError',
    scriptName: hostile,
    message: `${hostile}\n\n${hostile}`,
  } as const;
  fleet.add({
    id: `${name}2`,
    kind: 'ec2',
    tags: [{ key: 'Rack', value: tag }],
    root: '',
    environment: {},
    agent: scriptedAgent({
      eventTime,
      outcomes: { Install: { ...diagnostics, logTail: `${attacks.join('\n')}\n`.repeat(2_000) } },
    }),
    agentRunning: true,
  });
  await stage.createGroup('racks', {
    ec2TagFilters: [{ Key: 'Rack', Value: tag, Type: 'KEY_AND_VALUE' }],
  });
  return stage;
}

/** The only commands in a step's log are the action's own annotations, and outputs and state are its own. */
function assertHarmless({ log, summary, outputs, state }: StepResult): void {
  for (const command of commandsIn(log)) assert.ok(isOwn(command), JSON.stringify(command));
  assert.doesNotMatch(log, /(?![\t\n])\p{Cc}|[\u200b\u202e\u2066]/u);
  assertOwnMarkup(summary);
  assert.doesNotMatch(JSON.stringify(state), /FORGED/);
  assert.doesNotMatch(outputs['deployment-id'] ?? '', /FORGED/);
}

function isOwn({ name: command, properties, data }: Command): boolean {
  if (command === 'debug' || command === 'endgroup') return true;
  if (command === 'group') return /^(Prepare|Package|Deploy|Rollback)$/.test(data);
  return (
    (command === 'error' || command === 'warning') && (properties === '' || properties === 'title=CodeDeploy')
  );
}

describe('text of others', atOnce, () => {
  test('the runner’s two syntaxes are found as the runner finds them', () => {
    const found = commandsIn(attacks.join('\n')).map(({ name: command }) => command);
    assert.deepEqual(found, [
      ...[
        'error',
        'set-output',
        'save-state',
        'stop-commands',
        'add-mask',
        'error',
        'save-state',
        'add-mask',
        'error',
      ],
    ]);
  });

  test('what scripts, agents, names, tags and a commit say stays text', async () => {
    await using stage = await setHostileStage(failingWith(attacks.join('\n')));
    commitFiles(stage.workspace, {}, attacks.join(' '));
    const result = await stage.run({ ...rack, description: hostile.slice(0, 150) });
    assert.equal(result.exitCode, 1);
    assert.match(result.log, /ScriptFailed/);
    assert.match(textOf(rendered(result.summary)), /forged/);
    assertHarmless(result);
  });

  test('output that is no UTF-8', async () => {
    await using stage = await setHostileStage(failingWith(Buffer.from([0x3a, 0x3a, 0xff, 0xfe, 0xc0, 0x80])));
    const result = await stage.run(rack);
    assert.match(result.log, /Attempting minimal diagnostics/);
    assertHarmless(result);
  });

  test('what an input says stays text', async () => {
    await using stage = await setStage(shop);
    const result = await stage.run({
      ...rack,
      path: attacks.join(' ').replace(/^\W+/, '').replaceAll('\\', ''),
    });
    assert.match(result.log, /is not in the commit/);
    assertHarmless(result);
  });

  test('what another’s deployment says stays text', async () => {
    await using stage = await setHostileStage(shop, 1_000);
    await stage.client.send(
      new CreateDeploymentCommand({
        applicationName: 'shop',
        deploymentGroupName: 'racks',
        description: `${attacks.join('\n')}`.slice(0, 256),
        revision: {
          revisionType: 'S3',
          s3Location: { bucket, key: `${hostile}.zip`, bundleType: 'zip', eTag: hostile },
        },
      }),
    );
    for (const policy of ['fail', 'stop'])
      assertHarmless(await stage.run({ ...rack, 'if-in-progress': policy }));
  });

  test('what is deployed stays text in the post step too', async () => {
    await using stage = await setHostileStage(shopThatStartsIn(300));
    const killed = await stage.run(rack, {
      onLine: (line, kill) => {
        if (line.includes('ApplicationStart: InProgress')) kill('SIGKILL');
      },
    });
    const post = await stage.runPost(killed);
    assert.equal(await stage.statusOf(killed.outputs['deployment-id']), DeploymentStatus.STOPPED);
    assert.match(post.summary, /Stopped/);
    assertHarmless(post);
  });
});
