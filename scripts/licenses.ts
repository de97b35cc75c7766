import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Lockfile {
  readonly packages: Readonly<
    Record<string, { readonly dev?: boolean; readonly version?: string; readonly license?: string }>
  >;
}

/**
 * Name, version, licence and its text of every package that the action is made of: all that is not a development
 * dependency alone.
 */
export function licenseTexts(): string {
  const { packages }: Lockfile = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, { version, license }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return `${name} ${version} (${license})\n\n${licenseText(path)}`;
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}

function licenseText(path: string): string {
  const file = readdirSync(path).find((name) => /^licen[cs]e(\.|-|$)/i.test(name));
  return file === undefined
    ? 'The package brings no licence file.'
    : readFileSync(join(path, file), 'utf8').replaceAll('\r\n', '\n').trim();
}
