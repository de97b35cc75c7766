import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { marked } from 'marked';

const css = readFileSync(
  createRequire(import.meta.url).resolve('github-markdown-css/github-markdown-light.css'),
  'utf8',
);

/** The job summary as a page that looks like GitHub's. */
export function summaryPage(markdown: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Job summary</title>
<style>
${css}
body { background: #f6f8fa; margin: 2rem; }
.markdown-body { max-width: 1080px; margin: auto; padding: 1.5rem; border: 1px solid #d1d9e0; border-radius: 6px; }
</style>
<article class="markdown-body">
${marked.parse(markdown, { async: false, gfm: true })}
</article>
</html>
`;
}
