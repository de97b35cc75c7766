import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Missing, missingText } from '../../../src/preflight/unknown-names.ts';

const application: Missing = {
  kind: 'application',
  name: 'shop',
  applicationName: 'shop',
  region: 'eu-west-1',
  names: [],
};
const group: Missing = { ...application, kind: 'deployment group', name: 'prod' };

for (const [name, missing, text] of [
  [
    'no application at all',
    application,
    /no CodeDeploy application at all, so this is probably the wrong region or account/,
  ],
  [
    'an application like it',
    { ...application, names: ['web', 'Shop'] },
    /Did you mean Shop\? Check application-name/,
  ],
  [
    'other applications',
    { ...application, names: ['a1', 'b2', 'c3', 'd4', 'e5', 'f6'] },
    /There are a1, b2, c3, d4, e5 and 1 more\. Check application-name, aws-region/,
  ],
  ['one other application', { ...application, names: ['warehouse'] }, /There is warehouse\./],
  [
    'applications that may not be listed',
    { ...application, names: undefined },
    /codedeploy:ListApplications/,
  ],
  [
    'no group at all',
    group,
    /^There is no deployment group prod in the application shop in eu-west-1.*no deployment group at all/,
  ],
  [
    'a group like it',
    { ...group, names: ['staging', 'production'] },
    /Did you mean production\? Check deployment-group-name/,
  ],
  ['groups that may not be listed', { ...group, names: undefined }, /codedeploy:ListDeploymentGroups/],
  ['a hostile name', { ...group, names: ['prod\n::error::x'] }, /Did you mean prod ::error::x\?/],
] as const) {
  test(name, () => assert.match(missingText(missing), text));
}
