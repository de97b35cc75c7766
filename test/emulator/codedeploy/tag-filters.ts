import type { EC2TagFilter, TagFilter } from '@aws-sdk/client-codedeploy';

/** A tag of an instance. */
export interface InstanceTag {
  readonly key: string;
  readonly value: string;
}

type Filter = EC2TagFilter | TagFilter;

/** Whether one of the filters picks an instance with these tags. No filters pick nothing. */
export function matchesAny(filters: readonly Filter[], tags: readonly InstanceTag[]): boolean {
  return filters.some((filter) => tags.some((tag) => matches(filter, tag)));
}

/** Whether every list of a tag set has a filter that picks an instance with these tags. An empty set picks nothing. */
export function matchesEveryList(
  lists: readonly (readonly Filter[])[],
  tags: readonly InstanceTag[],
): boolean {
  return lists.length > 0 && lists.every((filters) => matchesAny(filters, tags));
}

function matches(filter: Filter, tag: InstanceTag): boolean {
  switch (filter.Type) {
    case 'KEY_ONLY':
      return tag.key === filter.Key;
    case 'VALUE_ONLY':
      return tag.value === filter.Value;
    default:
      return tag.key === filter.Key && tag.value === (filter.Value ?? '');
  }
}
