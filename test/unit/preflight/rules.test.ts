import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readInputs } from '../../../src/actions/inputs.ts';
import { type GroupSettings, toGroupSettings } from '../../../src/model/deployment-group.ts';
import type { PreflightFacts } from '../../../src/platform/platform.ts';
import { findingsOf } from '../../../src/preflight/rules.ts';
import { deployment, noCounts } from '../../support/snapshots.ts';

const settings: GroupSettings = {
  computePlatform: 'Server',
  deploymentConfigName: 'CodeDeployDefault.OneAtATime',
  isBlueGreen: false,
  readyWait: undefined,
  terminationWait: 0,
  namesReplacements: false,
  eventsOfPrevious: ['ApplicationStop'],
  autoRollback: ['DEPLOYMENT_FAILURE'],
  alarms: [],
  members: ['EC2 instances tagged Stage=production'],
};

function inputs(set: Readonly<Record<string, string>> = {}): PreflightFacts['inputs'] {
  const all: Readonly<Record<string, string>> = {
    'application-name': 'shop',
    'deployment-group-name': 'production',
    ...set,
  };
  return readInputs((name) => all[name] ?? '');
}

/** A group of three instances that has been deployed to before. */
const ordinary: PreflightFacts = {
  inputs: inputs(),
  computePlatform: 'Server',
  settings,
  configuration: undefined,
  current: deployment({ counts: { ...noCounts, succeeded: 3 } }),
  brokenStop: undefined,
};

const blueGreen = { ...settings, isBlueGreen: true };

interface Row {
  readonly name: string;
  readonly facts: Partial<PreflightFacts>;
  /** Severity and a part of the text, each. */
  readonly findings: readonly (readonly ['refuse' | 'warning' | 'note', RegExp])[];
}

const rows: readonly Row[] = [
  { name: 'an ordinary group', facts: {}, findings: [] },
  {
    name: 'a group that may not be read',
    facts: { computePlatform: undefined, settings: undefined, current: undefined },
    findings: [],
  },
  {
    name: 'the AppSpec file of a commit to a Lambda group',
    facts: { computePlatform: 'Lambda' },
    findings: [],
  },
  {
    name: 'a bucket, and a Lambda group',
    facts: { computePlatform: 'Lambda', inputs: inputs({ 's3-bucket': 'releases' }) },
    findings: [['refuse', /^s3-bucket: nothing is uploaded for AWS Lambda functions/]],
  },
  {
    name: 'an archive that is there, and an ECS group',
    facts: { computePlatform: 'ECS', inputs: inputs({ revision: 's3://releases/1.zip' }) },
    findings: [['refuse', /^An archive of files can't be deployed to Amazon ECS services/]],
  },
  {
    name: 'a Lambda group never waits',
    facts: { computePlatform: 'Lambda', inputs: inputs({ 'wait-for': 'ready' }) },
    findings: [['refuse', /^wait-for: ready/]],
  },
  {
    name: 'an ECS group whose original tasks stay longer than the timeout',
    facts: { computePlatform: 'ECS', settings: { ...settings, terminationWait: 90 } },
    findings: [['warning', /keeps the original tasks for 1h 30m.*wait-for: traffic-shift/]],
  },
  {
    name: 'a compute platform that is new',
    facts: { computePlatform: 'Edge\n::error::x' },
    findings: [['refuse', /^The application is for the compute platform Edge ::error::x\./]],
  },
  {
    name: 'inputs for instances alone',
    facts: {
      computePlatform: 'Lambda',
      inputs: inputs({
        'file-exists-behavior': 'RETAIN',
        'ignore-application-stop-failures': 'true',
        'update-outdated-instances-only': 'true',
      }),
    },
    findings: [
      ['refuse', /^file-exists-behavior/],
      ['refuse', /^ignore-application-stop-failures/],
      ['refuse', /^update-outdated-instances-only/],
    ],
  },
  {
    name: 'inputs for other platforms, and inputs for bundles without a bucket',
    facts: { inputs: inputs({ 'appspec-values': 'A=1', path: 'site', appspec: 'deploy/staging.yml' }) },
    findings: [
      ['refuse', /^appspec-values is for AWS Lambda/],
      ['refuse', /^path: "site" needs s3-bucket/],
      ['refuse', /^appspec: "deploy\/staging\.yml" needs s3-bucket/],
    ],
  },
  {
    name: 'inputs about a deployment, and nothing to deploy',
    facts: {
      inputs: inputs({
        'register-only': 'true',
        'deployment-group-name': '',
        'wait-for': 'ready',
        timeout: '5m',
      }),
      settings: undefined,
      current: undefined,
    },
    findings: [['warning', /nothing is deployed, so these inputs have no effect: wait-for, timeout\./]],
  },
  {
    name: 'no tags and no Auto Scaling groups',
    facts: { settings: { ...settings, members: [] } },
    findings: [['refuse', /no tags and no Auto Scaling group/]],
  },
  {
    name: 'a configuration for instances',
    facts: { configuration: { name: 'careful', computePlatform: 'Server' } },
    findings: [],
  },
  {
    name: 'a configuration for Lambda',
    facts: { configuration: { name: 'gently', computePlatform: 'Lambda' } },
    findings: [['refuse', /gently is for AWS Lambda functions/]],
  },
  {
    name: 'a configuration without its prefix',
    facts: { configuration: { name: 'allatonce', computePlatform: undefined } },
    findings: [
      ['refuse', /no deployment configuration allatonce.*Did you mean CodeDeployDefault\.AllAtOnce\?/],
    ],
  },
  {
    name: 'a configuration like no other',
    facts: { configuration: { name: 'Overnight', computePlatform: undefined } },
    findings: [['refuse', /no deployment configuration Overnight in this account and region\. Predefined/]],
  },
  {
    name: 'replacement instances that are to be named',
    facts: { settings: { ...blueGreen, namesReplacements: true } },
    findings: [['warning', /name its replacement instances/]],
  },
  {
    name: 'blue/green that waits to be continued',
    facts: { settings: { ...blueGreen, readyWait: 90 } },
    findings: [['warning', /CodeDeploy stops it when nobody does within 1h 30m/]],
  },
  {
    name: 'blue/green that waits to be continued, until it does',
    facts: { settings: { ...blueGreen, readyWait: 90 }, inputs: inputs({ 'wait-for': 'ready' }) },
    findings: [],
  },
  {
    name: 'blue/green that waits to be continued, by nobody here',
    facts: { settings: { ...blueGreen, readyWait: 90 }, inputs: inputs({ 'wait-for': 'none' }) },
    findings: [],
  },
  {
    name: 'original instances that stay as long as the step waits',
    facts: { settings: { ...blueGreen, terminationWait: 60 } },
    findings: [['warning', /for 1h after the traffic.*longer than timeout \(1h\)/]],
  },
  {
    name: 'original instances that go before the time is up',
    facts: { settings: { ...blueGreen, terminationWait: 59 } },
    findings: [],
  },
  {
    name: 'original instances that nobody waits for',
    facts: {
      settings: { ...blueGreen, terminationWait: 2880 },
      inputs: inputs({ 'wait-for': 'traffic-shift' }),
    },
    findings: [],
  },
  ...(['ready', 'traffic-shift'] as const).map((waitFor) => ({
    name: `wait-for: ${waitFor} in place`,
    facts: { inputs: inputs({ 'wait-for': waitFor }) },
    findings: [['warning', new RegExp(`^wait-for: ${waitFor} is for blue/green`)] as const],
  })),
  {
    name: 'a stop script that has failed',
    facts: { brokenStop: { deploymentId: 'd-BROKENSTO', scriptName: 'stop.sh\n##[error]' } },
    findings: [['warning', /d-BROKENSTO \(stop\.sh ## \[error\]\).*set ignore-application-stop-failures/]],
  },
  {
    name: 'a stop script that has failed, which is ignored',
    facts: {
      brokenStop: { deploymentId: 'd-BROKENSTO', scriptName: '' },
      inputs: inputs({ 'ignore-application-stop-failures': 'true' }),
    },
    findings: [],
  },
  ...[undefined, []].map((autoRollback) => ({
    name: `rollback ${autoRollback ? 'switched off' : 'never set up'}`,
    facts: { settings: { ...settings, autoRollback } },
    findings: [['note', /^There is no automatic rollback/] as const],
  })),
  {
    name: 'rollback by the step alone',
    facts: {
      settings: { ...settings, autoRollback: undefined },
      inputs: inputs({ 'auto-rollback': 'DEPLOYMENT_FAILURE' }),
    },
    findings: [],
  },
  {
    name: 'a first deployment',
    facts: { current: undefined },
    findings: [['note', /nothing to roll back to/]],
  },
  {
    name: 'all instances at once',
    facts: { inputs: inputs({ 'deployment-config-name': 'CodeDeployDefault.AllAtOnce' }) },
    findings: [['note', /^CodeDeploy deploys to all instances at once \(3 in the last deployment\)/]],
  },
  {
    name: 'the only instance at once',
    facts: {
      settings: { ...settings, deploymentConfigName: 'CodeDeployDefault.AllAtOnce' },
      current: deployment({ counts: { ...noCounts, succeeded: 1 } }),
    },
    findings: [],
  },
  {
    name: 'alarms',
    facts: { settings: { ...settings, alarms: ['errors', 'latency'] } },
    findings: [['note', /alarms is active: errors, latency/]],
  },
  {
    name: 'what is worst comes first',
    facts: {
      current: undefined,
      brokenStop: { deploymentId: 'd-BROKENSTO', scriptName: '' },
      configuration: { name: 'gently', computePlatform: 'ECS' },
    },
    findings: [
      ['refuse', /gently/],
      ['warning', /ApplicationStop/],
      ['note', /roll back/],
    ],
  },
];

for (const { name, facts, findings } of rows) {
  test(name, () => {
    const found = findingsOf({ ...ordinary, ...facts });
    assert.deepEqual(
      found.map(({ severity }) => severity),
      findings.map(([severity]) => severity),
    );
    for (const [index, [, text]] of findings.entries()) assert.match(found[index]?.text ?? '', text);
  });
}

const groups: readonly (readonly [string, Parameters<typeof toGroupSettings>[0], Partial<GroupSettings>])[] =
  [
    [
      'nothing said',
      {},
      { computePlatform: 'Server', isBlueGreen: false, autoRollback: undefined, members: [], alarms: [] },
    ],
    [
      'tags of every kind, and an Auto Scaling group',
      {
        ec2TagSet: {
          ec2TagSetList: [
            [
              { Key: 'Stage', Value: 'production', Type: 'KEY_AND_VALUE' },
              { Key: 'Web', Type: 'KEY_ONLY' },
            ],
            [{ Value: 'blue', Type: 'VALUE_ONLY' }],
          ],
        },
        onPremisesInstanceTagFilters: [{ Key: 'Rack', Value: '7', Type: 'KEY_AND_VALUE' }],
        autoScalingGroups: [{ name: 'web' }],
      },
      {
        members: [
          'EC2 instances tagged Stage=production or Web, and *=blue',
          'on-premises instances tagged Rack=7',
          'Auto Scaling group web',
        ],
      },
    ],
    [
      'alarms that are switched off',
      { alarmConfiguration: { enabled: false, alarms: [{ name: 'errors' }] } },
      { alarms: [] },
    ],
    [
      'waits of blue/green in a group that deploys in place',
      {
        deploymentStyle: { deploymentType: 'IN_PLACE' },
        blueGreenDeploymentConfiguration: {
          deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 5 },
          terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 5 },
          greenFleetProvisioningOption: { action: 'DISCOVER_EXISTING' },
        },
      },
      {
        readyWait: undefined,
        terminationWait: 0,
        namesReplacements: false,
        eventsOfPrevious: ['ApplicationStop'],
      },
    ],
    [
      'a load balancer',
      { deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITH_TRAFFIC_CONTROL' } },
      { eventsOfPrevious: ['BeforeBlockTraffic', 'AfterBlockTraffic', 'ApplicationStop'] },
    ],
    [
      'blue/green that waits',
      {
        deploymentStyle: { deploymentType: 'BLUE_GREEN' },
        blueGreenDeploymentConfiguration: {
          deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 5 },
          terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 6 },
          greenFleetProvisioningOption: { action: 'DISCOVER_EXISTING' },
        },
      },
      {
        isBlueGreen: true,
        readyWait: 5,
        terminationWait: 6,
        namesReplacements: true,
        eventsOfPrevious: ['BeforeBlockTraffic', 'AfterBlockTraffic'],
      },
    ],
    [
      'blue/green that waits for nothing',
      {
        deploymentStyle: { deploymentType: 'BLUE_GREEN' },
        blueGreenDeploymentConfiguration: {
          deploymentReadyOption: { actionOnTimeout: 'CONTINUE_DEPLOYMENT' },
          terminateBlueInstancesOnDeploymentSuccess: {
            action: 'KEEP_ALIVE',
            terminationWaitTimeInMinutes: 6,
          },
          greenFleetProvisioningOption: { action: 'COPY_AUTO_SCALING_GROUP' },
        },
      },
      { isBlueGreen: true, readyWait: undefined, terminationWait: 0, namesReplacements: false },
    ],
  ];

for (const [name, info, expected] of groups) {
  test(`settings of a group: ${name}`, () => {
    const read = toGroupSettings(info);
    assert.deepEqual({ ...read, ...expected }, read);
  });
}
