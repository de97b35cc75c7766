import {
  type Document,
  isCollection,
  isScalar,
  LineCounter,
  parseAllDocuments,
  Scalar,
  visit,
  type YAMLParseError,
} from 'yaml';
import type { Place } from './problem.ts';

export interface Parsed {
  readonly documents: readonly Document[];
  /** The text that offsets in the documents refer to. */
  readonly text: string;
  place(offset: number): Place;
}

/** A number of spaces, deeper than anybody indents. */
const deep = 100;
/** The most lines to move right; each costs another parse. */
const mostMoved = 200;

/**
 * Parses as libyaml does. libyaml ignores indentation inside brackets and quotes, but the parser here requires it, so
 * lines are moved right until the parser accepts them.
 */
export function parseDocuments(content: string): Parsed {
  const original = parse(content, new Set());
  const moved = new Set<number>();
  for (let parsed = original; moved.size <= mostMoved; parsed = parse(withMoved(content, moved), moved)) {
    const error = parsed.documents[0]?.errors[0];
    if (!error) return parsed;
    const line = lineTooFarLeft(error, parsed.text);
    if (line === undefined || moved.has(line)) break;
    moved.add(line);
  }
  return original;
}

function parse(text: string, moved: ReadonlySet<number>): Parsed {
  const lineCounter = new LineCounter();
  const options = { schema: 'failsafe', version: '1.1', uniqueKeys: false, prettyErrors: false } as const;
  const documents = parseAllDocuments(text, { ...options, lineCounter });
  const place = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: moved.has(line) ? Math.max(1, col - deep) : col };
  };
  return { documents: Array.isArray(documents) ? documents : [], text, place };
}

function withMoved(content: string, moved: ReadonlySet<number>): string {
  const lines = content.split('\n');
  return lines.map((line, index) => (moved.has(index + 1) ? ' '.repeat(deep) + line : line)).join('\n');
}

/** The parser's messages for brackets, quotes and comments in brackets that are not indented enough. */
const tooFarLeft = /^Missing closing|must be sufficiently indented|^Comments must be separated/;

function lineTooFarLeft({ message, pos: [offset] }: YAMLParseError, text: string): number | undefined {
  if (!tooFarLeft.test(message)) return undefined;
  const at = offset + (/^\s*/.exec(text.slice(offset))?.[0].length ?? 0);
  const isAtLineStart = text.slice(text.lastIndexOf('\n', at - 1) + 1, at).trim() === '';
  return isAtLineStart && at < text.length ? text.slice(0, at).split('\n').length : undefined;
}

/** Replaces the other line breaks of YAML 1.1. Offsets in the text stay the same. */
export function withLineFeeds(text: string): string {
  return text.replaceAll(/\r(?!\n)|[\u0085\u2028\u2029]/g, '\n');
}

interface Span {
  readonly start: number;
  readonly end: number;
  /** For a plain scalar: the first column where libyaml treats a tab after it as a space. */
  readonly tabsFrom: number | undefined;
}

/**
 * The offset of the first tab that libyaml refuses: at the beginning of a line, or after a hyphen there, outside
 * brackets and scalars, even before a comment or brackets (libyaml 0.2.5, scanner.c, yaml_parser_scan_to_next_token).
 */
export function refusedTab(document: Document, text: string): number | undefined {
  const spans = spansOf(document, text);
  for (const { index, 0: blank } of text
    .slice(0, endOf(document, text))
    .matchAll(/^(?: |[-?:](?=[ \t]))*\t/gm)) {
    const tab = index + blank.length - 1;
    const before = spans.findLast(({ start }) => start < tab);
    if (before && tab < before.end) continue;
    const follows = before?.tabsFrom !== undefined && text.slice(before.end, tab).trim() === '';
    if (!follows || blank.length <= before.tabsFrom) return tab;
  }
  return undefined;
}

/** Where the document ends. Blank lines after it belong to it, unless `...` ends it. */
function endOf({ range }: Document, text: string): number {
  const [, contentEnd = 0, end = text.length] = range ?? [];
  if (/^\.\.\./m.test(text.slice(contentEnd, end))) return end;
  return end + (/^\s*/.exec(text.slice(end))?.[0].length ?? 0);
}

/** Scalars and bracketed collections, in document order. */
function spansOf(document: Document, text: string): readonly Span[] {
  const spans: Span[] = [];
  visit(document, {
    Node(_, node, path) {
      const [start = 0, end = start] = node.range ?? [];
      if (!isScalar(node) && !(isCollection(node) && node.flow)) return undefined;
      const parent = path.findLast((above) => isCollection(above));
      const isPlain = isScalar(node) && node.type === Scalar.PLAIN;
      const tabsFrom = isPlain ? columnOf(text, parent?.range?.[0] ?? 0) + 1 : undefined;
      if (end > start) spans.push({ start, end, tabsFrom });
      return isCollection(node) ? visit.SKIP : undefined;
    },
  });
  return spans.sort((a, b) => a.start - b.start);
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}
