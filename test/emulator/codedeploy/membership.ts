import type { Instance } from '../fleet/fleet.ts';
import { tagsOf } from './on-premises-instances.ts';
import type { DeploymentGroup, Region } from './state.ts';
import { matchesAny, matchesEveryList } from './tag-filters.ts';

/** The instances that a group has now: by EC2 tags, by Auto Scaling group, by tags of on-premises instances. */
export function membersOf(region: Region, group: DeploymentGroup): Instance[] {
  return [...region.fleet.instances.values()].filter((instance) =>
    instance.kind === 'ec2'
      ? region.name === region.settings.ec2Region && hasEc2Instance(group, instance)
      : hasOnPremisesInstance(region, group, instance),
  );
}

function hasEc2Instance({ settings }: DeploymentGroup, instance: Instance): boolean {
  const { autoScalingGroups = [], ec2TagFilters = [], ec2TagSet } = settings;
  return (
    (instance.autoScalingGroup !== undefined && autoScalingGroups.includes(instance.autoScalingGroup)) ||
    matchesAny(ec2TagFilters, instance.tags) ||
    matchesEveryList(ec2TagSet?.ec2TagSetList ?? [], instance.tags)
  );
}

function hasOnPremisesInstance(region: Region, { settings }: DeploymentGroup, instance: Instance): boolean {
  const registered = region.onPremises.get(instance.id);
  if (!registered || registered.deregisterTime) return false;
  const tags = tagsOf(registered);
  const { onPremisesInstanceTagFilters = [], onPremisesTagSet } = settings;
  return (
    matchesAny(onPremisesInstanceTagFilters, tags) ||
    matchesEveryList(onPremisesTagSet?.onPremisesTagSetList ?? [], tags)
  );
}
