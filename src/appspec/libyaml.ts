import { type Document, isCollection, isScalar, Scalar, visit } from 'yaml';

/** To YAML 1.1, these end a line too. Places in the text stay as they are. */
export function withLineFeeds(text: string): string {
  return text.replaceAll(/\r(?!\n)|[\u0085\u2028\u2029]/g, '\n');
}

interface Span {
  readonly start: number;
  readonly end: number;
  /** Of a plain scalar: the column from which on a tab after it is a space to libyaml. */
  readonly tabsFrom: number | undefined;
}

/**
 * Where a line begins with a tab that libyaml refuses, although nothing but a comment may follow in it: outside of
 * brackets and scalars (libyaml 0.2.5, scanner.c, yaml_parser_scan_to_next_token).
 */
export function refusedTab(document: Document, text: string): number | undefined {
  const spans = spansOf(document, text);
  const [, , end = text.length] = document.range ?? [];
  for (const { index, 0: blank } of text.slice(0, end).matchAll(/^ *\t/gm)) {
    const tab = index + blank.length - 1;
    const before = spans.findLast(({ start }) => start < tab);
    if (before && tab < before.end) continue;
    const follows = before?.tabsFrom !== undefined && text.slice(before.end, tab).trim() === '';
    if (!follows || blank.length <= before.tabsFrom) return tab;
  }
  return undefined;
}

/** Scalars and what is in brackets, in their order. */
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
