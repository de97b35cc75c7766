import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { marked } from 'marked';

const require = createRequire(import.meta.url);
const readPackageFile = (file: string) => readFileSync(require.resolve(file), 'utf8');

const css = `${readPackageFile('github-markdown-css')}
body { background: #f6f8fa; margin: 1rem; }
.markdown-body { max-width: 1080px; margin: auto; padding: 1rem 1.5rem; border: 1px solid #d1d9e0; border-radius: 6px; }
@media (prefers-color-scheme: dark) {
  body { background: #010409; }
  .markdown-body { border-color: #3d444d; }
}`;

/** The job summary as a page that looks like GitHub's, light or dark, with its diagrams drawn. It needs no network. */
export function summaryPage(markdown: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Job summary</title>
<style>
${css}
</style>
<article class="markdown-body">
${marked.parse(markdown, { async: false, gfm: true })}
</article>
${markdown.includes('\n```mermaid\n') ? drawing() : ''}</html>
`;
}

function drawing(): string {
  return `<script>
${readPackageFile('@mermaid-js/tiny').replaceAll('</script', '<\\/script')}
</script>
<script>
for (const code of document.querySelectorAll('code.language-mermaid')) {
  const drawing = document.createElement('div');
  drawing.className = 'mermaid';
  drawing.textContent = code.textContent;
  code.parentElement.replaceWith(drawing);
}
const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: isDark ? 'dark' : 'default' });
mermaid.run();
</script>
`;
}
