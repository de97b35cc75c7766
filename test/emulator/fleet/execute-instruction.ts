import {
  chmodSync,
  chownSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { posix } from 'node:path';
import { asRuby } from './errno.ts';
import type { Instruction } from './install-instruction.ts';
import type { InstanceRoot } from './instance-root.ts';

/**
 * Executes one instruction on an instance, and tells `remember` what the next installation has to remove
 * (aws-codedeploy-agent 1.8.1 install_instruction.rb). ACLs and SELinux contexts are taken as set: an emulated instance
 * has neither. Throws with Ruby's message.
 */
export function executeInstruction(
  root: InstanceRoot,
  instruction: Instruction,
  remember: (path: string) => void,
): void {
  switch (instruction.type) {
    case 'copy':
      remember(instruction.destination);
      copy(root, instruction.source, instruction.destination);
      return;
    case 'mkdir': {
      const { directory } = instruction;
      asRuby('dir_s_mkdir', directory, () => mkdirSync(root.host(directory)));
      remember(directory);
      return;
    }
    case 'chmod': {
      const { file, mode } = instruction;
      asRuby('apply2files', file, () => chmodSync(root.followed(file), Number.parseInt(mode, 8)));
      return;
    }
    case 'chown':
      changeOwner(root, instruction);
      return;
    case 'setfacl':
    case 'semanage':
      return;
  }
}

/** Onto a directory, a file is copied into it; through a link, it is written to what the link points to. */
function copy(root: InstanceRoot, source: string, destination: string): void {
  const from = root.host(source);
  const stats = asRuby('rb_sysopen', source, () => lstatSync(from));
  const to = root.isDirectory(destination) ? posix.join(destination, posix.basename(source)) : destination;
  if (stats.isSymbolicLink()) {
    asRuby('syserr_fail2_in', to, () => symlinkSync(readlinkSync(from), root.host(to)));
    return;
  }
  const target = root.followed(to);
  asRuby('rb_sysopen', to, () => copyFileSync(from, target));
  utimesSync(target, stats.atime, stats.mtime);
  if (process.getuid?.() === 0) chownSync(target, stats.uid, stats.gid);
  chmodSync(target, stats.mode);
}

/** The names are looked up on this machine; only root can give files away. */
function changeOwner(
  root: InstanceRoot,
  { owner, group, file }: Extract<Instruction, { type: 'chown' }>,
): void {
  const uid = owner === null ? -1 : idOf(owner, '/etc/passwd', 'user');
  const gid = group === null ? -1 : idOf(group, '/etc/group', 'group');
  if (process.getuid?.() !== 0) return;
  asRuby('apply2files', file, () => chownSync(root.followed(file), uid, gid));
}

function idOf(name: string, database: string, kind: 'user' | 'group'): number {
  const entries = readFileSync(database, 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const id = entries.find((fields) => fields[0] === name)?.[2];
  if (id === undefined) throw new Error(`can't find ${kind} for ${name}`);
  return Number(id);
}
