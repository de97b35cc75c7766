import { mkdirSync } from 'node:fs';
import { posix } from 'node:path';
import type { RevisionLocation } from '@aws-sdk/client-codedeploy';
import { archiveDirectory, deploymentDirectory, pruneRevisions, writePointer } from './deployment-root.ts';
import { type Diagnostics, SUCCEEDED, unknownError } from './diagnostics.ts';
import { isHookEvent } from './hook-revision.ts';
import { executeHooks } from './hooks.ts';
import { install } from './install.ts';
import { type InstanceRoot, instanceRoot } from './instance-root.ts';
import { unpackBundle } from './unpack.ts';

export type { Diagnostics } from './diagnostics.ts';

/** One lifecycle event that an instance is to execute, with what the service tells the agent of its deployment. */
export interface LifecycleCommand {
  readonly event: string;
  readonly deploymentId: string;
  readonly deploymentGroupId: string;
  readonly deploymentGroupName: string;
  readonly applicationName: string;
  readonly deploymentCreator: string;
  readonly deploymentType: 'IN_PLACE' | 'BLUE_GREEN';
  readonly revision: RevisionLocation;
  readonly fileExistsBehavior: string;
  /** Its abort kills the script that runs. */
  readonly signal: AbortSignal;
}

export interface Agent {
  /** Never rejects: what goes wrong is in the diagnostics. The event succeeded only with the code `Success`. */
  execute(command: LifecycleCommand): Promise<Diagnostics>;
}

/** Fetches a revision's bundle into a host file; rejects with the agent's own message. */
export type DownloadBundle = (
  revision: RevisionLocation,
  toFile: string,
  signal: AbortSignal,
) => Promise<void>;

interface AgentOptions {
  /** The host directory that serves as the instance's `/`. */
  readonly root: string;
  /** What the agent runs with, and its scripts too; `INSTANCE_ROOT` is added. */
  readonly environment: Readonly<Record<string, string>>;
  readonly download: DownloadBundle;
}

/**
 * An agent that does to an instance's directory what aws-codedeploy-agent 1.8.1 does to a host. What differs: scripts
 * run in that directory instead of `/`, a script is killed when its deployment is stopped, ACLs and SELinux contexts are
 * checked but not set, and owners only change when this process is root's.
 */
export function createAgent({ root: directory, environment, download }: AgentOptions): Agent {
  const root = instanceRoot(directory);
  const scriptEnvironment = { ...environment, INSTANCE_ROOT: root.directory };
  const dispatch = async (command: LifecycleCommand): Promise<Diagnostics> => {
    mkdirSync(root.followed(deploymentDirectory(command)), { recursive: true });
    if (command.event === 'DownloadBundle') return downloadBundle(root, command, download);
    if (command.event === 'Install') {
      install(root, command);
      return SUCCEEDED;
    }
    if (isHookEvent(command.event)) {
      return executeHooks({ root, environment: scriptEnvironment, command });
    }
    throw new Error(`Unsupported command type: ${command.event}.`);
  };
  return {
    async execute(command) {
      try {
        return await dispatch(command);
      } catch (error) {
        return unknownError(root.shown(error instanceof Error ? error.message : String(error)));
      }
    },
  };
}

async function downloadBundle(
  root: InstanceRoot,
  command: LifecycleCommand,
  download: DownloadBundle,
): Promise<Diagnostics> {
  const { revision, signal } = command;
  const deployment = deploymentDirectory(command);
  const bundleType = bundleTypeOf(revision);
  pruneRevisions(root, command);
  const file = root.followed(posix.join(deployment, 'bundle.tar'));
  await download(revision, file, signal);
  await unpackBundle({ file, bundleType, directory: root.followed(archiveDirectory(deployment)), signal });
  writePointer(root, command, 'most_recent_install');
  return SUCCEEDED;
}

/** GitHub gives tarballs; an S3 location has to say what it is (deployment_specification.rb). */
function bundleTypeOf({ s3Location }: RevisionLocation): string {
  if (s3Location === undefined) return 'tar';
  const { bucket, key, bundleType } = s3Location;
  if (!bucket || !key || !bundleType) {
    throw new Error('S3Revision in Deployment Spec must specify Bucket, Key and BundleType');
  }
  if (!['tar', 'tgz', 'zip'].includes(bundleType)) {
    throw new Error('BundleType in S3Revision must be tar, tgz or zip');
  }
  return bundleType;
}
