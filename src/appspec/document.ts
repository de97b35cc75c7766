import { isUtf8 } from 'node:buffer';
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, Scalar as YamlScalar } from 'yaml';
import { parseDocuments, refusedTab, withLineFeeds } from './libyaml.ts';
import { error, type Place, type PlacedProblem, warning } from './problem.ts';
import { plainValue, type ScalarValue } from './scalar.ts';

/** A value of the AppSpec file, and its place in the file. */
export type Value = Scalar | List | Mapping;

export interface Scalar extends Place {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  /** The text in the file, without quotes. */
  readonly source: string;
  readonly isQuoted: boolean;
}

export interface List extends Place {
  readonly kind: 'list';
  readonly items: readonly Value[];
}

export interface Mapping extends Place {
  readonly kind: 'mapping';
  readonly entries: readonly MappingEntry[];
}

/** Its place is where the key is. */
export interface MappingEntry extends Place {
  readonly key: string;
  readonly value: Value;
}

export interface AppSpecDocument {
  /** Undefined when the agent cannot parse the text. */
  readonly root: Value | undefined;
  readonly findings: readonly PlacedProblem[];
}

const unreadable = 'The agent cannot read the file, and every instance fails in BeforeInstall.';
const unquoted = 'An unquoted * begins an alias in YAML, it is not a wildcard';

/**
 * Reads the first document of an AppSpec file as agent 1.x does: with Ruby and YAML 1.1, refusing aliases and dates.
 */
export function readDocument(bytes: Uint8Array): AppSpecDocument {
  const text = decode(bytes);
  if (typeof text !== 'string') return { root: undefined, findings: [text] };
  const mark = byteOrderMark(text);
  const content = withLineFeeds(text.replace(/^\ufeff/, ''));
  const { documents, text: parsed, place } = parseDocuments(content);
  const [first, second] = documents;
  const problems = first ? syntaxErrors(first, parsed, place) : [];
  if (problems.length > 0) return { root: undefined, findings: [...mark, ...problems] };
  const findings: PlacedProblem[] = [...mark];
  const root = convert((first?.contents as Node | null | undefined) ?? null, { place, findings, offset: 0 });
  if (second) findings.push(laterDocument(second, place));
  return { root, findings };
}

function decode(bytes: Uint8Array): string | PlacedProblem {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const lines = Buffer.from(bytes).toString('latin1').split('\n');
    const wrong = lines.findIndex((bytesOfLine) => !isUtf8(Buffer.from(bytesOfLine, 'latin1')));
    return error({ line: wrong + 1 }, `This line is not UTF-8. ${unreadable} Save the file as UTF-8.`);
  }
  const line = text.split('\n').findIndex((candidate) => /[^\P{Cc}\t\r\u0085]/u.test(candidate));
  if (line < 0) return text;
  return error({ line: line + 1 }, `This line contains a control character. ${unreadable} Remove it.`);
}

/** libyaml counts the mark as a column, so the keys of the next lines do not line up with the first one. */
function byteOrderMark(text: string): PlacedProblem[] {
  if (!text.startsWith('\ufeff')) return [];
  const what = 'The file begins with a byte order mark, which editors do not show.';
  if (/^\ufeff\s*(?:#|\r?\n|$)/.test(text)) {
    return [
      warning(
        { line: 1 },
        `${what} It is harmless only because its line has no key. Save the file without it.`,
      ),
    ];
  }
  return [
    error(
      { line: 1 },
      `${what} The agent finds only the first key: every instance fails in BeforeInstall. Save the file as UTF-8 without it.`,
    ),
  ];
}

function syntaxErrors(document: Document, text: string, place: (offset: number) => Place): PlacedProblem[] {
  const tab = document.errors.length === 0 ? refusedTab(document, text) : undefined;
  if (tab !== undefined) {
    return [
      error(
        place(tab),
        `This line begins with a tab. ${unreadable} Remove the tab, or replace it with spaces.`,
      ),
    ];
  }
  return document.errors.slice(0, 1).map(({ code, message, pos: [offset] }) => {
    const at = place(offset + (/^ */.exec(text.slice(offset))?.[0].length ?? 0));
    if (code === 'BAD_ALIAS') return error(at, `${unquoted}. ${unreadable} Write it in quotes.`);
    if (code === 'TAB_AS_INDENT' || text[offset] === '\t') {
      return error(
        at,
        `This line is indented with a tab, which YAML does not allow. ${unreadable} Indent with spaces.`,
      );
    }
    if (message.includes('sufficiently indented')) {
      return error(at, `A bracket that was opened before this line is not closed. ${unreadable} Close it.`);
    }
    return error(at, `This is not YAML: ${message.replace(/\.?$/, '.')} ${unreadable}`);
  });
}

function laterDocument({ contents, range }: Document, place: (offset: number) => Place): PlacedProblem {
  const at = place(range?.[0] ?? 0);
  const isEmpty = contents === null || (isScalar(contents) && contents.value === '');
  return isEmpty
    ? warning(
        at,
        'A second YAML document begins here. Agent 2.x refuses a file with more than one. Remove this line.',
      )
    : error(
        at,
        'A second YAML document begins here. Agent 1.x reads only the first one; agent 2.x refuses the file. Put everything into one document.',
      );
}

interface Conversion {
  readonly place: (offset: number) => Place;
  readonly findings: PlacedProblem[];
  /** The offset of a value that has no text. */
  readonly offset: number;
}

function convert(node: Node | null, { place, findings, offset }: Conversion): Value {
  const start = node?.range?.[0] ?? offset;
  const at = place(start);
  const nested = (item: unknown) => convert(item as Node | null, { place, findings, offset: start });
  if (isSeq(node)) return { ...at, kind: 'list', items: node.items.map(nested) };
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => {
      const { kind: _, ...name } = nested(key);
      const from = (key as Node | null)?.range?.[0] ?? start;
      return {
        line: name.line,
        ...(name.column !== undefined && { column: name.column }),
        key: isScalar(key) ? String(key.value) : '',
        value: convert(value as Node | null, { place, findings, offset: from }),
      };
    });
    return { ...at, kind: 'mapping', entries };
  }
  if (isAlias(node)) findings.push(aliasFinding(at, node.source));
  if (!isScalar(node)) return { ...at, kind: 'scalar', value: null, source: '', isQuoted: false };
  return scalar(node, at, findings);
}

function aliasFinding(at: Place, name: string): PlacedProblem {
  return /^[\w-]+$/.test(name)
    ? error(
        at,
        `Agent 1.x does not follow the alias *${name}, and every instance fails in BeforeInstall. Replace it with the value it stands for.`,
      )
    : error(at, `${unquoted}. ${unreadable} Write it in quotes.`);
}

function scalar(node: YamlScalar, at: Place, findings: PlacedProblem[]): Scalar {
  const source = String(node.value);
  const isQuoted = node.type !== YamlScalar.PLAIN || node.tag === 'tag:yaml.org,2002:str';
  const value = isQuoted ? source : plainValue(source);
  if (typeof value !== 'object' || value === null) return { ...at, kind: 'scalar', value, source, isQuoted };
  findings.push(
    error(
      at,
      `Unquoted, ${source} is a ${value.refused.toLowerCase()} in YAML. Agent 1.x refuses any file that has one: every instance fails in BeforeInstall. Write it in quotes.`,
    ),
  );
  return { ...at, kind: 'scalar', value: source, source, isQuoted };
}
