import assert from 'node:assert/strict';
import type { Severity } from '../../../../src/appspec/problem.ts';
import { parseAppSpec, type Script } from '../../../emulator/fleet/appspec/appspec.ts';
import type { Tree } from '../../../emulator/fleet/bundle-fixture.ts';
import type { InstanceFixture } from '../../../emulator/fleet/instance-fixture.ts';

/** What an instance with agent 1.x on Linux does with a bundle. */
export type Behavior =
  /** The event that fails, and the agent's message. */
  | { readonly fails: string; readonly message: RegExp }
  /** This deployment succeeds; in the next one that event fails. */
  | { readonly failsNext: string; readonly message: RegExp }
  /** It succeeds; what it does instead of what is written is asserted. */
  | { readonly otherwise: (host: InstanceFixture) => void }
  | 'deploys'
  /** It is for an instance with Windows, which reads the AppSpec file, or refuses it with that message. */
  | { readonly onWindows: 'reads' | RegExp }
  /** Not a matter for a Linux instance. */
  | 'unknown';

export const inBeforeInstall = (message: RegExp): Behavior => ({ fails: 'BeforeInstall', message });
export const inInstall = (message: RegExp): Behavior => ({ fails: 'Install', message });

/** A rule of the check, with a bundle that breaks it and a like one that does not. */
export interface Rule {
  readonly name: string;
  readonly breaks: Tree;
  readonly keeps: Tree;
  /** What the check says of `breaks`: severity, file and line, message. Nothing else. */
  readonly says: readonly [Severity, string, RegExp];
  readonly agent: Behavior;
}

export const top = 'version: 0.0\nos: linux\n';
export const script = '#!/bin/sh\n: > "$INSTANCE_ROOT/tmp/$LIFECYCLE_EVENT"\n';

/** A bundle with this AppSpec file and these files. */
export function bundle(appSpec: string, files: Tree = {}): Tree {
  return { 'appspec.yml': appSpec, ...files };
}

/** A bundle whose file `a` is at `/srv/x/a` before it is installed. */
export function existing(appSpec: string): Tree {
  const hooks = 'hooks:\n  BeforeInstall:\n    - location: before.sh\n';
  const before = '#!/bin/sh\nmkdir -p "$INSTANCE_ROOT/srv/x" && : > "$INSTANCE_ROOT/srv/x/a"\n';
  return bundle(appSpec + hooks, { a: '', 'before.sh': before });
}

/** What the agent makes of the first script of AfterInstall. */
export function readsScript(appSpec: string, expected: Partial<Script>): Behavior {
  return {
    otherwise() {
      const [script] = parseAppSpec(Buffer.from(appSpec)).hooks.get('AfterInstall') ?? [];
      assert.deepEqual({ ...script, ...expected }, script);
    },
  };
}

/** That a file is there, although it is not what was written. */
export function installs(path: string): Behavior {
  return { otherwise: (host) => assert.ok(host.exists(path), `${path} is not there`) };
}

/** That no script of the event has run. */
export function neverRan(event: string): Behavior {
  return {
    otherwise: (host) => assert.ok(!host.exists(`/tmp/${event}`), `a script of ${event} has run`),
  };
}
