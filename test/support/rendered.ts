import { marked } from 'marked';

/** A Markdown text as a page of HTML, roughly as GitHub renders it: GFM, without the sanitizer that would hide mistakes. */
export function rendered(markdown: string): string {
  return marked.parse(markdown, { async: false, gfm: true });
}

const comment = /<!--[\s\S]*?-->/g;
const tag = /<\/?([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/gi;

/** The names of the elements of a page, in the order in which they begin. */
export function elementsOf(html: string): string[] {
  return [...html.replace(comment, '').matchAll(tag)].flatMap(([whole, name = '']) =>
    whole.startsWith('</') ? [] : [name.toLowerCase()],
  );
}

/** What a reader of a page sees. */
export function textOf(html: string): string {
  return html
    .replace(comment, '')
    .replace(tag, '')
    .replace(/&(?:#(\d+)|(\w+));/g, (whole, code, name) => {
      if (code) return String.fromCodePoint(Number(code));
      return { amp: '&', lt: '<', gt: '>', quot: '"' }[name as string] ?? whole;
    });
}
