import { isAlias, isMap, isScalar, isSeq, type Node, Scalar, type YAMLParseError } from 'yaml';
import { leadingTab } from './leading-tab.ts';
import { parseFirst } from './parse.ts';
import { plainScalar } from './psych-scalar.ts';
import type { Value } from './ruby.ts';

/**
 * Loads the first document of a YAML text as Ruby's Psych 4 does in safe mode: YAML 1.1 scalars, no aliases, no dates,
 * the last of two equal keys wins. An empty document is null. Throws with Psych's message.
 */
export function loadYaml(bytes: Uint8Array): Value {
  const { first, text, end, position } = parseFirst(withLineFeeds(beforeByteOrderMark(decode(bytes))));
  if (first === undefined) return null;
  const error = first.errors[0];
  if (error !== undefined) throw new Error(`(<unknown>): ${problem(error)} ${position(error.pos[0])}`);
  const tab = leadingTab(text.slice(0, end));
  if (tab !== undefined) throw new Error(`(<unknown>): ${PSYCH_WORDS['TAB_AS_INDENT']} ${position(tab)}`);
  return toValue(first.contents as Node | null, position);
}

/** The other line ends of YAML 1.1. */
function withLineFeeds(text: string): string {
  return text.replaceAll(/\r(?!\n)|[\u0085\u2028\u2029]/g, '\n');
}

function decode(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error('(<unknown>): invalid leading UTF-8 octet at line 1 column 1');
  }
  const lines = text.split('\n');
  const line = lines.findIndex((candidate) => /[^\P{Cc}\t\r\u0085]/u.test(candidate));
  if (line >= 0)
    throw new Error(`(<unknown>): control characters are not allowed at line ${line + 1} column 1`);
  return text;
}

/** To libyaml 0.2.5 a byte order mark is a column: the second key no longer belongs to the first one's mapping. */
function beforeByteOrderMark(text: string): string {
  if (!text.startsWith('\ufeff')) return text;
  const rest = text.slice(1);
  if (rest.startsWith('---')) {
    throw new Error('(<unknown>): mapping values are not allowed in this context at line 2 column 8');
  }
  if (/^\s*(#|\r?\n|$)/.test(rest)) return rest;
  return /^.*\n?(?:[ \t].*\n?)*/.exec(rest)?.[0] ?? '';
}

const NO_ALIAS_NAME = 'did not find expected alphabetic or numeric character while scanning an alias';

const PSYCH_WORDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'found character that cannot start any token while scanning for the next token',
  BAD_SCALAR_START: 'found character that cannot start any token while scanning for the next token',
  BAD_ALIAS: NO_ALIAS_NAME,
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
};

function problem(error: YAMLParseError): string {
  if (/indicator|at node end/.test(error.message) && error.code !== 'BAD_SCALAR_START') {
    return "did not find expected '-' indicator while parsing a block collection";
  }
  if (/Missing closing/.test(error.message))
    return 'found unexpected end of stream while scanning a quoted scalar';
  return PSYCH_WORDS[error.code] ?? error.message;
}

function toValue(node: Node | null, position: (offset: number) => string): Value {
  if (node === null) return null;
  if (isAlias(node)) {
    // A bare `*` or `**` is no wildcard in YAML but the beginning of an alias.
    if (/^[\w-]+$/.test(node.source)) throw new Error(`Unknown alias: ${node.source}`);
    throw new Error(`(<unknown>): ${NO_ALIAS_NAME} ${position(node.range?.[0] ?? 0)}`);
  }
  if (isSeq(node)) return node.items.map((item) => toValue(item as Node | null, position));
  if (isMap(node)) {
    return new Map(
      node.items.map((pair) => [
        toValue(pair.key as Node | null, position),
        toValue(pair.value as Node | null, position),
      ]),
    );
  }
  if (!isScalar(node)) throw new Error('(<unknown>): unknown node');
  const text = String(node.value);
  return node.type === Scalar.PLAIN ? plainScalar(text) : text;
}
