import { posix } from 'node:path';
import { eventsOfPreviousRevision } from '../model/lifecycle-events.ts';
import { readDocument } from './document.ts';
import { sourcePath } from './files.ts';
import { operatingSystem } from './header.ts';
import { locationOf } from './hooks.ts';
import { valueAt } from './keys.ts';

/**
 * The scripts of a revision that the next deployment runs: their paths in the bundle, by lifecycle event. Empty for an
 * AppSpec file that the agent cannot read.
 */
export function scriptsForNext(appSpec: Uint8Array): ReadonlyMap<string, readonly string[]> {
  const { root } = readDocument(appSpec);
  const hooks = root?.kind === 'mapping' ? valueAt(root, 'hooks') : undefined;
  if (root?.kind !== 'mapping' || hooks?.kind !== 'mapping') return new Map();
  const os = operatingSystem(root);
  const scripts = eventsOfPreviousRevision.map((event) => {
    const list = valueAt(hooks, event);
    const entries = list?.kind === 'list' ? list.items : [];
    const locations = entries.flatMap((entry) => {
      const value = entry.kind === 'mapping' ? valueAt(entry, 'location') : undefined;
      return (value && locationOf(value)) ?? [];
    });
    return [event, locations.map((location) => posix.join('/', sourcePath(location, os)).slice(1))] as const;
  });
  return new Map(scripts.filter(([, paths]) => paths.length > 0));
}
