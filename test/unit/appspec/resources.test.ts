import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkBundle } from './rules/check-bundle.ts';

interface Row {
  readonly name: string;
  /** Changed in the text that is right. */
  readonly change: readonly [from: string | RegExp, to: string];
  readonly says: RegExp;
}

/** What is said besides that instances cannot use the file. */
function problemsOf(appSpec: string): readonly string[] {
  const problems = checkBundle({ 'appspec.yml': appSpec });
  const others = problems.filter(({ message }) => !message.includes('Instances cannot use it'));
  assert.equal(others.length, problems.length - 1);
  return others.map(({ line, message }) => `${line}: ${message}`);
}

function holds(right: string, rows: readonly Row[]): void {
  test('what is right', () => assert.deepEqual(problemsOf(right), []));
  for (const { name, change, says } of rows) {
    test(name, () => {
      const [problem = '', ...more] = problemsOf(right.replace(...change));
      assert.match(problem, says);
      assert.deepEqual(more, []);
    });
  }
}

describe('an AppSpec file for Lambda', () => {
  const right = `version: 0.0
Resources:
  - cart:
      Type: AWS::Lambda::Function
      Properties:
        Name: cart
        Alias: live
        CurrentVersion: "1"
        TargetVersion: "2"
Hooks:
  - BeforeAllowTraffic: check-cart
`;
  holds(right, [
    { name: 'another version', change: ['0.0', '1.0'], says: /^1: The version .* be 0\.0/ },
    { name: 'no version', change: ['version: 0.0', ''], says: /^2: The file has no version/ },
    { name: 'two functions', change: ['Hooks:', '  - till: {}\nHooks:'], says: /^2: .*exactly one resource/ },
    { name: 'another type', change: ['Lambda::Function', 'Lambda::Alias'], says: /^4: .*Type of a resource/ },
    { name: 'no properties', change: [/ {6}Properties:\n( {8}.*\n)+/, ''], says: /^4: .*no Properties/ },
    { name: 'no alias', change: ['Alias: live', 'Alias:'], says: /^7: The function has no Alias/ },
    {
      name: 'no version of the function',
      change: [/.*CurrentVersion.*\n/, ''],
      says: /^6: The function has no CurrentVersion/,
    },
    { name: '$LATEST', change: ['"2"', '$LATEST'], says: /^9: \$LATEST is not a published version/ },
    { name: 'the same version', change: ['"2"', '"1"'], says: /^9: .*are the same/ },
    {
      name: 'hooks as a mapping',
      change: ['- BeforeAllow', '  BeforeAllow'],
      says: /^10: Hooks is a mapping/,
    },
    {
      name: 'two hooks in one entry',
      change: [/$/, '    AfterAllowTraffic: x\n'],
      says: /^11: .*one lifecycle event/,
    },
    {
      name: 'a hook of ECS',
      change: ['BeforeAllowTraffic', 'AfterInstall'],
      says: /^11: There is no hook AfterInstall/,
    },
    {
      name: 'a hook without a function',
      change: ['check-cart', ''],
      says: /^11: BeforeAllowTraffic names no/,
    },
  ]);
});

describe('an AppSpec file for ECS', () => {
  const right = `{
  "version": 0.0,
  "Resources": [{ "TargetService": { "Type": "AWS::ECS::Service", "Properties": {
    "TaskDefinition": "arn:aws:ecs:eu-west-1:1:task-definition/shop:3",
    "LoadBalancerInfo": { "ContainerName": "web", "ContainerPort": 80 },
    "NetworkConfiguration": { "AwsvpcConfiguration": {
      "Subnets": ["subnet-1"], "SecurityGroups": ["sg-1"],
      "AssignPublicIp": "DISABLED" } },
    "CapacityProviderStrategy": [
      { "Base": 1, "CapacityProvider": "a", "Weight": 1 }, { "CapacityProvider": "b" }]
  } } }],
  "Hooks": [{ "AfterAllowTestTraffic": "check-shop" }]
}
`;
  test('a version that is a text', () => assert.deepEqual(problemsOf(right.replace('0.0', '"0.0"')), []));
  holds(right, [
    {
      name: 'no properties',
      change: [/"Properties": \{[\s\S]*\} \} \}\]/, '"Properties": [] } }]'],
      says: /^3: The service has no Properties/,
    },
    {
      name: 'no task definition',
      change: [/"TaskDefinition".*/, ''],
      says: /^3: The service has no TaskDefinition/,
    },
    {
      name: 'no load balancer',
      change: [/"LoadBalancerInfo".*/, ''],
      says: /^3: The service has no LoadBalancerInfo/,
    },
    {
      name: 'a list of load balancers',
      change: [/\{ ("ContainerName".*80) \}/, '[{ $1 }]'],
      says: /^5: .*not a mapping/,
    },
    { name: 'no container', change: ['"web"', '""'], says: /^5: LoadBalancerInfo has no ContainerName/ },
    {
      name: 'a port that is a text',
      change: ['80 }', '"80" }'],
      says: /^5: The ContainerPort 80 is in quotes/,
    },
    { name: 'port 0', change: ['80 }', '0 }'], says: /^5: .*port 0/ },
    { name: 'no VPC', change: ['AwsvpcConfiguration', 'Vpc'], says: /^6: .*no AwsvpcConfiguration/ },
    { name: 'no subnets', change: ['["subnet-1"]', '[]'], says: /^7: Subnets of/ },
    {
      name: 'no security groups',
      change: ['"SecurityGroups": ["sg-1"],', ''],
      says: /^6: SecurityGroups of/,
    },
    {
      name: 'an address that is a boolean',
      change: ['"DISABLED"', 'false'],
      says: /^8: AssignPublicIp must/,
    },
    {
      name: 'a strategy that is no list',
      change: [/\[\n.*\}\]/, '{}'],
      says: /^9: CapacityProviderStrategy is not a list/,
    },
    {
      name: 'no provider',
      change: ['"CapacityProvider": "b"', ''],
      says: /^10: An entry of CapacityProviderStrategy has no/,
    },
    { name: 'two bases', change: ['"b"', '"b", "Base": 1'], says: /^9: Only one entry/ },
    { name: 'no weight', change: ['"Weight": 1', '"Weight": 0'], says: /^9: No entry.*Weight above 0/ },
    {
      name: 'a hook of instances',
      change: ['AfterAllowTest', 'BeforeBlock'],
      says: /^12: There is no hook BeforeBlockTraffic/,
    },
  ]);
});
