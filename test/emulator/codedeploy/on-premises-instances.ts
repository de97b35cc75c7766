import { randomBytes } from 'node:crypto';
import type {
  AddTagsToOnPremisesInstancesInput,
  BatchGetOnPremisesInstancesInput,
  BatchGetOnPremisesInstancesOutput,
  DeregisterOnPremisesInstanceInput,
  GetOnPremisesInstanceInput,
  GetOnPremisesInstanceOutput,
  InstanceInfo,
  ListOnPremisesInstancesInput,
  ListOnPremisesInstancesOutput,
  RegisterOnPremisesInstanceInput,
  RemoveTagsFromOnPremisesInstancesInput,
  Tag,
} from '@aws-sdk/client-codedeploy';
import { exception } from './error.ts';
import { checkBatch, checkName } from './names.ts';
import { page } from './pages.ts';
import { account, type Region } from './state.ts';
import { type InstanceTag, matchesAny } from './tag-filters.ts';

/** RegisterOnPremisesInstance: the machine comes to exist in the fleet, with an agent that runs. */
export function registerOnPremisesInstance(region: Region, input: RegisterOnPremisesInstanceInput): void {
  const { instanceName: name = '', iamSessionArn, iamUserArn } = input;
  checkInstanceName(name);
  checkArns(region, input);
  if (isRegistered(region, name)) {
    throw exception('InstanceNameAlreadyRegisteredException', `Instance name is already registered: ${name}`);
  }
  const suffix = randomBytes(5).toString('hex').toUpperCase();
  region.onPremises.set(name, {
    instanceName: name,
    iamSessionArn,
    iamUserArn,
    instanceArn: `arn:aws:codedeploy:${region.name}:${account}:instance/${name}_${suffix}`,
    registerTime: new Date(),
    tags: [],
  });
  if (!region.fleet.instances.has(name)) region.fleet.addOnPremises(name);
}

/** DeregisterOnPremisesInstance: the name stays listed as deregistered; its machine goes. */
export async function deregisterOnPremisesInstance(
  region: Region,
  input: DeregisterOnPremisesInstanceInput,
): Promise<void> {
  const name = input.instanceName ?? '';
  checkInstanceName(name);
  const registered = region.onPremises.get(name);
  if (!registered || registered.deregisterTime) return;
  region.onPremises.set(name, { ...registered, deregisterTime: new Date(), tags: [] });
  await region.fleet.remove(name);
}

/** GetOnPremisesInstance. */
export function getOnPremisesInstance(
  region: Region,
  input: GetOnPremisesInstanceInput,
): GetOnPremisesInstanceOutput {
  const name = input.instanceName ?? '';
  checkInstanceName(name);
  const instanceInfo = region.onPremises.get(name);
  if (!instanceInfo) throw notRegistered(name);
  return { instanceInfo };
}

/** BatchGetOnPremisesInstances: names that were never registered are left out. */
export function batchGetOnPremisesInstances(
  region: Region,
  input: BatchGetOnPremisesInstancesInput,
): BatchGetOnPremisesInstancesOutput {
  const names = input.instanceNames ?? [];
  checkBatch(names, 100);
  for (const name of names) checkInstanceName(name);
  return {
    instanceInfos: names.map((name) => region.onPremises.get(name)).filter((info) => info !== undefined),
  };
}

/** ListOnPremisesInstances. */
export function listOnPremisesInstances(
  region: Region,
  input: ListOnPremisesInstancesInput,
): ListOnPremisesInstancesOutput {
  const { registrationStatus, tagFilters = [] } = input;
  const selected = [...region.onPremises.values()].filter((info) => {
    const status = info.deregisterTime ? 'Deregistered' : 'Registered';
    if (registrationStatus !== undefined && status !== registrationStatus) return false;
    return tagFilters.length === 0 || matchesAny(tagFilters, tagsOf(info));
  });
  const names = selected.map((info) => info.instanceName ?? '').sort();
  const { items, ...next } = page(names, input.nextToken, region.settings.entriesPerPage);
  return { instanceNames: items, ...next };
}

/** AddTagsToOnPremisesInstances: a tag with a key that is there already replaces it. */
export function addTagsToOnPremisesInstances(region: Region, input: AddTagsToOnPremisesInstancesInput): void {
  const added = input.tags ?? [];
  changeTags(region, input, (tags) => {
    const kept = tags.filter((tag) => !added.some((other) => other.Key === tag.Key));
    return [...kept, ...added];
  });
}

/** RemoveTagsFromOnPremisesInstances: by key, and by value where one is given. */
export function removeTagsFromOnPremisesInstances(
  region: Region,
  input: RemoveTagsFromOnPremisesInstancesInput,
): void {
  const removed = input.tags ?? [];
  changeTags(region, input, (tags) =>
    tags.filter(
      (tag) =>
        !removed.some(({ Key, Value }) => Key === tag.Key && (Value === undefined || Value === tag.Value)),
    ),
  );
}

function changeTags(
  region: Region,
  input: AddTagsToOnPremisesInstancesInput,
  change: (tags: readonly Tag[]) => Tag[],
): void {
  const names = input.instanceNames ?? [];
  if (names.length > 100) {
    throw exception('InstanceLimitExceededException', `At most 100 instances in a call: ${names.length}`);
  }
  for (const tag of input.tags ?? []) checkTag(tag);
  for (const name of names) {
    checkInstanceName(name);
    if (!isRegistered(region, name)) throw notRegistered(name);
  }
  for (const name of names) {
    const info = region.onPremises.get(name) ?? {};
    const tags = change(info.tags ?? []);
    if (tags.length > 10) {
      throw exception('TagLimitExceededException', `At most 10 tags on an on-premises instance: ${name}`);
    }
    const changed = { ...info, tags };
    region.onPremises.set(name, changed);
    region.fleet.setTags(name, tagsOf(changed));
  }
}

function checkInstanceName(name: string): void {
  checkName('on-premises instance', name);
  if (name.startsWith('i-')) {
    throw exception(
      'InvalidInstanceNameException',
      `An on-premises instance name cannot start with i-: ${name}`,
    );
  }
}

function checkTag({ Key, Value }: Tag): void {
  if (!Key || Key.length > 128 || (Value?.length ?? 0) > 256) {
    throw exception('InvalidTagException', `The tag is invalid: ${JSON.stringify({ Key, Value })}`);
  }
}

function checkArns(region: Region, { iamSessionArn, iamUserArn }: RegisterOnPremisesInstanceInput): void {
  if (iamSessionArn && iamUserArn) {
    throw exception(
      'MultipleIamArnsProvidedException',
      'Both an IAM user ARN and an IAM session ARN were given',
    );
  }
  if (!iamSessionArn && !iamUserArn) {
    throw exception('IamArnRequiredException', 'An IAM user ARN or an IAM session ARN is required');
  }
  if (iamUserArn && !/^arn:aws[a-z-]*:iam::[^:]*:user\/.+$/.test(iamUserArn)) {
    throw exception('InvalidIamUserArnException', `The IAM user ARN is invalid: ${iamUserArn}`);
  }
  if (iamSessionArn && !/^arn:aws[a-z-]*:sts::[^:]*:assumed-role\/.+\/.+$/.test(iamSessionArn)) {
    throw exception('InvalidIamSessionArnException', `The IAM session ARN is invalid: ${iamSessionArn}`);
  }
  const registered = [...region.onPremises.values()].filter((info) => !info.deregisterTime);
  if (iamUserArn && registered.some((info) => info.iamUserArn === iamUserArn)) {
    throw exception(
      'IamUserArnAlreadyRegisteredException',
      `The IAM user ARN is already registered: ${iamUserArn}`,
    );
  }
  if (iamSessionArn && registered.some((info) => info.iamSessionArn === iamSessionArn)) {
    throw exception(
      'IamSessionArnAlreadyRegisteredException',
      `The IAM session ARN is already registered: ${iamSessionArn}`,
    );
  }
}

function isRegistered(region: Region, name: string): boolean {
  const info = region.onPremises.get(name);
  return info !== undefined && !info.deregisterTime;
}

function notRegistered(name: string): ReturnType<typeof exception> {
  return exception('InstanceNotRegisteredException', `The on-premises instance is not registered: ${name}`);
}

/** The tags of an on-premises instance as the fleet has them. */
export function tagsOf(info: InstanceInfo): InstanceTag[] {
  return (info.tags ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
}
