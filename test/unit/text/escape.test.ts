import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  annotationText,
  cleanLines,
  escapeHtml,
  escapeHtmlLine,
  escapeMarkdown,
  preformatted,
  quotedLines,
  sentence,
  singleLine,
} from '../../../src/text/escape.ts';
import { hostileText } from '../../support/hostile-text.ts';
import { seededRandom } from '../../support/random.ts';
import { elementsOf, rendered, textOf } from '../../support/rendered.ts';
import { testName } from '../../support/test-name.ts';

/** As the runner finds commands in a line: actions/runner, ActionCommand.TryParseV2 and TryParse. */
function isCommand(line: string): boolean {
  return line.trim().startsWith('::') || line.includes('##[');
}

for (const [what, text, lines] of [
  ['plain text stays', 'Grüße, 世界 👍\tx', ['Grüße, 世界 👍\tx']],
  ['every kind of line break', 'a\nb\r\nc\rd\u2028e\u2029f\u0085g', ['a', 'b', 'c', 'd', 'e', 'f', 'g']],
  ['colours', '\x1b[31;1mred\x1b[0m', ['red']],
  ['cursor movement', 'a\x1b[2K\x1b[1Gb', ['ab']],
  ['a window title ended by BEL', '\x1b]0;title\x07text', ['text']],
  ['a hyperlink ended by ST', '\x1b]8;;https://x.example\x1b\\text\x1b]8;;\x1b\\', ['text']],
  ['an OSC without an end hides nothing', '\x1b]0;title\nerror: gone', ['0;title', 'error: gone']],
  ['an escape sequence inside another', '\x1b\x1b[31m[0m', ['[0m']],
  ['C1 controls', '\x9b31mred', ['31mred']],
  ['control characters', 'a\0b\bc\x0bd\x0ce\x7f', ['abcde']],
  ['bidirectional overrides', 'a\u202eb\u2066c\u2069d\u061ce', ['abcde']],
  ['invisible characters', 'a\u200bb\u00adc\u2060d\ufeffe\u3164f\u{e0041}g', ['abcdefg']],
  ['lone surrogates', 'a\ud800b\udc00', ['a\ufffdb\ufffd']],
  ['a line that is too long', 'x'.repeat(2001), [`${'x'.repeat(2000)}… (1 more characters)`]],
  ['a cut in a surrogate pair', `${'x'.repeat(1999)}👍`, [`${'x'.repeat(1999)}… (2 more characters)`]],
] as const) {
  test(`cleanLines: ${what}`, () => assert.deepEqual(cleanLines(text), lines));
}

for (const [text, line] of [
  ['text', 'text'],
  ['  a\nb\r\n', 'a b'],
  ['::error::x', ': :error::x'],
  ['  ::set-output name=a::b', ': :set-output name=a::b'],
  [':::error::x', ': ::error::x'],
  ['::stop-commands::token', ': :stop-commands::token'],
  ['::add-mask::e', ': :add-mask::e'],
  ['\u200b::error::x', ': :error::x'],
  [':\u200b:error::x', ': :error::x'],
  ['\x1b[0m::error::x', ': :error::x'],
  ['\n\n::error::x', ': :error::x'],
  ['\u00a0::error::x', ': :error::x'],
  ['##[error]x', '## [error]x'],
  ['text ##[save-state name=a]x', 'text ## [save-state name=a]x'],
  ['##\x1b[0m[error]x', '## [error]x'],
  ['##\u00ad[error]x', '## [error]x'],
  ['###[error]x', '### [error]x'],
  ['a::b # [c]', 'a::b # [c]'],
  [
    'x'.repeat(1500).concat('\n', 'y'.repeat(1500)),
    `${'x'.repeat(1500)} ${'y'.repeat(499)}… (1001 more characters)`,
  ],
] as const) {
  test(`singleLine: ${testName(text)}`, () => assert.equal(singleLine(text), line));
}

test('quotedLines sets lines off and leaves out empty ones at the end', () => {
  assert.deepEqual(quotedLines('::error::x\n\n##[error]y\n\n'), [
    '  | ::error::x',
    '  | ',
    '  | ## [error]y',
  ]);
});

for (const [text, expected] of [
  ['Done', 'Done.'],
  ['Done.', 'Done.'],
  ['Why?', 'Why?'],
  ['', ''],
] as const) {
  test(`sentence: ${testName(text)}`, () => assert.equal(sentence(text), expected));
}

test('annotationText: lines without what a terminal or a browser would act on', () => {
  assert.equal(
    annotationText('path: a\u202eb\x1b[2J\u0085is not in the commit\r\nIt has c.'),
    'path: ab\nis not in the commit\nIt has c.',
  );
});

test('annotationText: the end of a message is there, however long its lines are', () => {
  const message = [...Array.from({ length: 10 }, () => 'x'.repeat(2_000)), 'What to do.'].join('\n');
  const text = annotationText(message);
  assert.ok(text.length <= 4096, `${text.length}`);
  assert.match(text, /^x{250}… \(1750 more characters\)\n/);
  assert.match(text, /\nWhat to do\.$/);
});

test('escapeHtmlLine mentions nobody', () => {
  assert.equal(escapeHtmlLine('i-1@octocat'), 'i-1@<!-- -->octocat');
});

test('escapeHtml keeps lines, escapeHtmlLine makes one of them', () => {
  assert.equal(
    escapeHtml(`<a href="x" title='y'>\n&amp;`),
    '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;\n&amp;amp;',
  );
  assert.equal(escapeHtmlLine('<b>\n\n</b>'), '&lt;b&gt;  &lt;/b&gt;');
});

const hostile = [
  '<script>alert(1)</script>',
  '<!-- a comment',
  '<details><summary>x',
  '</code></td></table>',
  '&lt;b&gt; &amp; &#60; &nbsp;',
  '[text](https://x.example)',
  '![image](https://x.example/i.png)',
  '[reference]: https://x.example',
  '[^1] [^1]: note',
  '<https://x.example> <a@b.example>',
  'https://x.example and www.x.example and WWW.x.example',
  'ftp://x.example mailto:a@b.example xmpp:a@b.example/c',
  'a@b.example @octocat #1 GH-1',
  '*a* **b** _c_ __d__ ~~e~~ ~f~',
  '`code` ``code`` ```',
  '~~~',
  '# heading',
  '- item',
  '+ item',
  '* item',
  '1. item',
  '12) item',
  '- [ ] task',
  '---',
  '***',
  '===',
  '> quote',
  '    indented code',
  '\tindented code',
  'a | b || c \\| d',
  '| a | b |\n| --- | --- |',
  'a\\',
  'a  ',
  '\\*a\\*',
  '$x$ $$y$$',
  ':smile:',
  '{{ x }} ^a^',
  'line\r\nbreak\r\n\r\nparagraph',
  '\x1b[31m<b>red</b>\x1b[0m',
  '\u202e|\u200b|',
  '\ud800<\udc00',
  '-',
  '1',
  '1.',
  '-1.5 x',
  '<b'.repeat(2000),
];

for (const text of hostile) {
  const cleaned = cleanLines(text).join('\n');
  const line = cleanLines(text).join(' ').trim();

  test(`Markdown shows ${testName(text)} as it is`, () => {
    const html = rendered(escapeMarkdown(text));
    assert.deepEqual(elementsOf(html), ['p']);
    assert.equal(textOf(html).trim(), line);
    assert.deepEqual(elementsOf(rendered(`> ${escapeMarkdown(text)}<br>\n> b`)), ['blockquote', 'p', 'br']);
    assert.deepEqual(cellsOf(escapeMarkdown(text)), [line, 'last']);
  });

  test(`HTML shows ${testName(text)} as it is`, () => {
    const html = rendered(preformatted(text));
    assert.deepEqual(elementsOf(html), ['pre']);
    assert.equal(textOf(html).replaceAll('&#39;', "'"), `\n${cleaned}\n`);
    const block = rendered(`<details><summary>${escapeHtmlLine(text)}</summary>\n\n</details>`);
    assert.deepEqual(elementsOf(block), ['details', 'summary']);
    assert.equal(textOf(block).trim(), line);
  });
}

/** What the cells of a table's only row show. */
function cellsOf(first: string): string[] {
  const html = rendered(`| A | B |\n| --- | --- |\n| ${first} | last |\n`);
  assert.equal(html.split('<tr>').length, 3);
  return html
    .split('<td>')
    .slice(1)
    .map((cell) => textOf(cell.split('</td>')[0] ?? '').trim());
}

test('no text gets through, whatever it is made of', () => {
  const random = seededRandom(20_141_006);
  for (let round = 0; round < 4000; round += 1) {
    const text = hostileText(random);
    const line = cleanLines(text).join(' ').trim();
    const where = JSON.stringify(text);

    const logged = singleLine(text);
    assert.doesNotMatch(logged, /[\n\r]/, where);
    assert.equal(isCommand(logged), false, where);
    assert.equal(
      quotedLines(text).some((quoted) => isCommand(quoted) || /[\n\r]/.test(quoted)),
      false,
      where,
    );

    const html = rendered(escapeMarkdown(text));
    assert.deepEqual(elementsOf(html), line === '' ? [] : ['p'], where);
    assert.equal(textOf(html).trim(), line, where);
    assert.deepEqual(cellsOf(escapeMarkdown(text)), [line, 'last'], where);
    assert.deepEqual(elementsOf(rendered(preformatted(text))), ['pre'], where);
    assert.deepEqual(
      elementsOf(rendered(`<details>${escapeHtmlLine(text)}\n\n</details>`)),
      ['details'],
      where,
    );
  }
});
