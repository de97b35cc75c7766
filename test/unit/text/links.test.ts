import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applicationUrl, commitUrl, deploymentUrl, fileUrl } from '../../../src/text/links.ts';

for (const [region, host] of [
  ['eu-west-1', 'eu-west-1.console.aws.amazon.com'],
  ['us-east-1', 'us-east-1.console.aws.amazon.com'],
  ['cn-north-1', 'cn-north-1.console.amazonaws.cn'],
  ['us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ['eusc-de-east-1', 'eusc-de-east-1.console.amazonaws-eusc.eu'],
] as const) {
  test(`the console of ${region}`, () => {
    assert.equal(
      deploymentUrl(region, 'd-A1B2C3D4E'),
      `https://${host}/codesuite/codedeploy/deployments/d-A1B2C3D4E?region=${region}`,
    );
    assert.equal(
      applicationUrl(region, 'shop+web=@1,2'),
      `https://${host}/codesuite/codedeploy/applications/shop%2Bweb%3D%401%2C2?region=${region}`,
    );
  });
}

for (const region of ['us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'us-isof-south-1']) {
  test(`the console of ${region} is not known`, () => {
    assert.equal(deploymentUrl(region, 'd-A1B2C3D4E'), undefined);
    assert.equal(applicationUrl(region, 'shop'), undefined);
  });
}

test('a commit, on any GitHub server', () => {
  assert.equal(
    commitUrl('https://github.com', 'acme/shop', 'abc'),
    'https://github.com/acme/shop/commit/abc',
  );
  assert.equal(
    commitUrl('https://ghe.example', 'a"b/<c>', '../x'),
    'https://ghe.example/a%22b/%3Cc%3E/commit/..%2Fx',
  );
});

test('a line of a file, shown as text', () => {
  const source = { serverUrl: 'https://github.com', repository: 'acme/shop', sha: 'abc' };
  assert.equal(
    fileUrl(source, { file: 'web/app spec#1.yml', line: 12 }),
    'https://github.com/acme/shop/blob/abc/web/app%20spec%231.yml?plain=1#L12',
  );
});

test('what is no Unicode can be in an address', () => {
  assert.match(deploymentUrl('eu-west-1', 'd-\ud800') ?? '', /\/d-%EF%BF%BD\?region=/);
});
