import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { extractTar } from './unpack-tar.ts';
import { extractZip } from './unpack-zip.ts';

export interface Bundle {
  /** The downloaded file. A host path, as the others. */
  readonly file: string;
  readonly bundleType: string;
  /** Where to unpack; what is there is removed first. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** A process that could not be started has no status. */
type Status = number | 'not installed';

const UNZIP_DISK_FULL = 50;

/**
 * Unpacks a bundle as aws-codedeploy-agent 1.8.1 does (command_executor.rb, linux_util.rb), with the system's `tar` and
 * `unzip` where they are installed. Throws with the agent's message.
 */
export async function unpackBundle(bundle: Bundle): Promise<void> {
  rmSync(bundle.directory, { recursive: true, force: true });
  mkdirSync(bundle.directory, { recursive: true });
  if (bundle.bundleType === 'zip') await unpackZip(bundle);
  else await unpackTar(bundle);
  stripLeadingDirectory(bundle.directory);
}

/** The agent's `-s` is left out: GNU tar ignores it when extracting, bsdtar takes it for a substitution. */
async function unpackTar({ file, bundleType, directory, signal }: Bundle): Promise<void> {
  const flags = bundleType === 'tgz' ? '-zxpf' : '-xpf';
  const status = await run('tar', [flags, file, '-C', directory], signal);
  if (status === 0) return;
  if (status !== 'not installed') throw new Error(`Error extracting tar archive: ${status}`);
  await extractTar({ file, directory, mustBeGzip: bundleType === 'tgz' });
}

/** Whatever else unzip complains about, the agent tries again with a library before it gives up. */
async function unpackZip({ file, directory, signal }: Bundle): Promise<void> {
  const status = await run('unzip', ['-qo', file, '-d', directory], signal);
  if (status === 0) return;
  if (status === UNZIP_DISK_FULL) throw new Error('The disk is (or was) full during extraction.');
  await extractZip(file, directory);
}

function run(command: string, args: readonly string[], signal: AbortSignal): Promise<Status> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { signal }, (error) => {
      if (error === null) resolve(0);
      else if (error.code === 'ENOENT') resolve('not installed');
      else if (typeof error.code === 'number') resolve(error.code);
      else reject(error);
    });
  });
}

/** One level only, when it is the single entry and holds something called like an AppSpec file. */
function stripLeadingDirectory(directory: string): void {
  const [top, ...others] = readdirSync(directory);
  if (top === undefined || others.length > 0) return;
  const nested = join(directory, top);
  if (!existsSync(nested) || !statSync(nested).isDirectory()) return;
  if (!readdirSync(nested).some((name) => /appspec/i.test(name))) return;
  const aside = `${directory}-temp`;
  rmSync(aside, { recursive: true, force: true });
  renameSync(directory, aside);
  renameSync(join(aside, top), directory);
  rmdirSync(aside);
}
