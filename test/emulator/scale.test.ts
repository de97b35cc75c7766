import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploy, setUpShop } from './emulator-setup.ts';
import type { Plan } from './fleet/scripted.ts';

test('a thousand instances', async (t) => {
  const failing: Plan = {
    outcomes: { Install: { errorCode: 'UnknownError', scriptName: '', message: 'disk full', logTail: '' } },
  };
  const plans = Array.from({ length: 1000 }, (_, index) => (index % 100 === 7 ? failing : {}));
  const setup = await setUpShop(t, plans);
  const info = await deploy(setup, { deploymentConfigName: 'CodeDeployDefault.HalfAtATime' });
  assert.equal(info.status, 'Succeeded');
  assert.equal(info.deploymentOverview?.Succeeded, 990);
  assert.equal(info.deploymentOverview.Failed, 10);
});

test('one instance more than a deployment may have', async (t) => {
  const setup = await setUpShop(t, [{}, {}, {}], { instancesPerDeployment: 2 });
  const info = await deploy(setup);
  assert.equal(info.errorInformation?.code, 'OVER_MAX_INSTANCES');
});
