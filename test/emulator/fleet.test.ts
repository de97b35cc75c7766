import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { createFleet, type Fleet } from './fleet/fleet.ts';

let directory: string;
let fleet: Fleet;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fleet-'));
  fleet = createFleet({
    directory,
    download: () => Promise.reject(new Error('no bundle')),
    pathEnvironment: '/bin',
  });
});
afterEach(async () => {
  await fleet.close();
  rmSync(directory, { recursive: true });
});

test('an EC2 instance has an id, tags, a root with the usual directories, and an environment', () => {
  const instance = fleet.addEc2({ tags: { Name: 'web', Stage: 'test' }, environment: { STAGE: 'test' } });
  assert.match(instance.id, /^i-[0-9a-f]{17}$/);
  assert.deepEqual(instance.tags, [
    { key: 'Name', value: 'web' },
    { key: 'Stage', value: 'test' },
  ]);
  assert.equal(instance.kind, 'ec2');
  assert.ok(existsSync(join(instance.root, 'srv')));
  const { PORT, ...environment } = instance.environment;
  assert.deepEqual(environment, { PATH: '/bin', HOME: join(instance.root, 'root'), STAGE: 'test' });
  assert.match(PORT ?? '', /^\d+$/);
  assert.equal(fleet.instances.get(instance.id), instance);
});

test('every instance has a port of its own, on which something can listen', async () => {
  const instances = Array.from({ length: 20 }, (_, index) => fleet.addOnPremises(`host-${index}`));
  const ports = new Set(instances.map((instance) => instance.environment['PORT']));
  assert.equal(ports.size, instances.length);
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(Number([...ports][0]), '127.0.0.1', resolve);
  });
  server.close();
});

test('an instance belongs to its Auto Scaling group', () => {
  const instance = fleet.addEc2({ id: 'i-1', tags: {}, autoScalingGroup: 'web' });
  assert.equal(instance.autoScalingGroup, 'web');
});

test('tags are replaced, on the instance that others hold', () => {
  const instance = fleet.addOnPremises('host');
  assert.deepEqual([instance.kind, instance.tags], ['on-premises', []]);
  fleet.setTags('host', [{ key: 'Stage', value: 'test' }]);
  assert.deepEqual(instance.tags, [{ key: 'Stage', value: 'test' }]);
});

test('an id is used once, and is a name', () => {
  fleet.addOnPremises('host');
  assert.throws(() => fleet.addOnPremises('host'), { message: 'The fleet has an instance host already' });
  for (const id of ['..', '.', 'a/b'])
    assert.throws(() => fleet.addOnPremises(id), /cannot be an instance's directory/);
  assert.throws(() => fleet.setTags('other', []), { message: 'The fleet has no instance other' });
});

test('an instance that is removed takes its directory with it', async () => {
  const { root } = fleet.addOnPremises('host');
  await fleet.remove('host');
  assert.ok(!existsSync(root));
  assert.ok(!fleet.instances.has('host'));
});

test('an instance made elsewhere keeps its directory', async () => {
  const made = fleet.addOnPremises('host');
  fleet.add({ ...made, id: 'scripted', root: directory });
  await fleet.remove('scripted');
  assert.ok(existsSync(directory));
});
