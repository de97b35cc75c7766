import { lstatSync, rmdirSync, unlinkSync } from 'node:fs';
import type { InstanceRoot } from './instance-root.ts';

/**
 * Removes what a `<deployment group id>-cleanup` file lists, last line first. An unfinished last line is ignored, and so
 * is what has gone already; a directory that is not empty stays.
 */
export function cleanUp(root: InstanceRoot, cleanupFile: string): void {
  const lines = cleanupFile.split('\n').slice(0, -1);
  // SELinux contexts are listed too, with a NUL; an emulated instance has none.
  const paths = lines.map((line) => line.trim()).filter((line) => !line.startsWith('semanage\0'));
  for (const path of paths.reverse()) remove(root.host(path));
}

function remove(hostPath: string): void {
  const stats = lstatSync(hostPath, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory()) unlinkSync(hostPath);
  else removeIfEmpty(hostPath);
}

function removeIfEmpty(hostDirectory: string): void {
  try {
    rmdirSync(hostDirectory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}
