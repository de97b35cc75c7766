import assert from 'node:assert/strict';
import { elementsOf, rendered } from './rendered.ts';

const ownElements = new Set([
  ...[
    'a',
    'b',
    'blockquote',
    'br',
    'code',
    'details',
    'em',
    'h2',
    'h3',
    'li',
    'p',
    'pre',
    'strong',
    'summary',
  ],
  ...['table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'],
]);
const comment = '<!-- -->';
const notSearchedForMentions = /<(pre|code|a)[ >][\s\S]*?<\/\1>/g;

/**
 * Nothing on a job summary's page is more than text but what the action itself makes: its elements and links, each of
 * which ends where it should, and no mention.
 */
export function assertOwnMarkup(summary: string): void {
  assert.doesNotMatch(summary, /(?![\t\n])\p{Cc}|[\u200b\u202e\u2066]/u);
  assert.ok(Buffer.byteLength(summary) < 1024 * 1024);
  const html = rendered(summary);
  for (const element of new Set(elementsOf(html))) assert.ok(ownElements.has(element), element);
  assert.doesNotMatch(html.replaceAll(comment, ''), /<!/);
  for (const [, target = ''] of html.matchAll(/(?:href|src)="([^"]*)"/g)) {
    assert.match(target, /^https:\/\/(github\.com\/acme\/shop|eu-west-1\.console\.aws\.amazon\.com)\//);
  }
  assert.doesNotMatch(html.replace(notSearchedForMentions, ''), /@\w/);
  assertBalanced(html);
}

/** Every fold and table ends where it should, and every row of a table has as many cells as its head. */
function assertBalanced(html: string): void {
  for (const element of ['details', 'table', 'tr', 'td', 'pre', 'blockquote']) {
    const begins = html.match(new RegExp(`<${element}[ >]`, 'g'))?.length ?? 0;
    const ends = html.match(new RegExp(`</${element}>`, 'g'))?.length ?? 0;
    assert.equal(begins, ends, element);
  }
  for (const table of html.match(/<table>\s*<thead>[\s\S]*?<\/table>/g) ?? []) {
    const widths = table.match(/<tr>[\s\S]*?<\/tr>/g)?.map((row) => row.match(/<t[hd][ >]/g)?.length);
    assert.equal(new Set(widths).size, 1);
  }
}
