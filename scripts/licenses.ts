import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Lockfile {
  readonly packages: Readonly<
    Record<string, { readonly dev?: boolean; readonly version?: string; readonly license?: string }>
  >;
}

/**
 * Name, version and licence of every package that the action is made of, which is all that is not a development dependency
 * alone, with its licence text. Packages with the same text share it.
 */
export function licenseTexts(): string {
  const { packages }: Lockfile = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const bundled = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);
  const byText = Map.groupBy(bundled, ([path]) => licenseText(path));
  return [...byText]
    .map(([text, group]) => `${group.map(nameOf).join('\n')}\n\n${text}`)
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}

function nameOf([path, { version, license }]: [string, Lockfile['packages'][string]]): string {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return `${name} ${version} (${license})`;
}

function licenseText(path: string): string {
  const file = readdirSync(path).find((name) => /^licen[cs]e(\.|-|$)/i.test(name));
  return file === undefined
    ? 'These packages bring no licence file.'
    : readFileSync(join(path, file), 'utf8').replaceAll('\r\n', '\n').trim();
}
