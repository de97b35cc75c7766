import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Top of the repository. */
export const root = join(import.meta.dirname, '..', '..');

/** A text that people read or copy, by its path from the top of the repository. */
export interface Document {
  readonly path: string;
  readonly text: string;
}

export function readDocument(path: string): Document {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

/** All Markdown of the repository: its top, and docs/. */
export function markdownDocuments(): Document[] {
  const top = readdirSync(root).filter((name) => name.endsWith('.md'));
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`);
  return [...top, ...docs].sort().map(readDocument);
}

/** The workflows of a directory. */
export function workflowDocuments(directory: string): Document[] {
  return readdirSync(join(root, directory))
    .filter((name) => name.endsWith('.yml'))
    .sort()
    .map((name) => readDocument(`${directory}/${name}`));
}

/** The fenced blocks of a language in a Markdown text, with the line at which each begins in their path. */
export function fencedBlocks({ path, text }: Document, language: string): Document[] {
  const fences = text.matchAll(/^```(\w*)\n(.*?)^```$/gms);
  return [...fences]
    .filter(([, info]) => info === language)
    .map(({ 2: block = '', index }) => ({
      path: `${path}:${text.slice(0, index).split('\n').length + 1}`,
      text: block,
    }));
}

/** The files of the repository that a Markdown text links to or shows, from the top of the repository. */
export function linkedFiles({ path, text }: Document): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target.replace(/#.*$/, ''));
  return targets
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .map((target) => relative(root, join(root, dirname(path), target)));
}
