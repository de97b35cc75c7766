import { type Document, LineCounter, parseAllDocuments } from 'yaml';

export interface Parsed {
  readonly first: Document | undefined;
  readonly text: string;
  /** Where libyaml stops to read it for the first document. */
  readonly end: number;
  position(offset: number): string;
}

/** What the parser says of brackets and quotes with a line in them that is not indented, of which libyaml thinks nothing. */
const wantsIndentation = /^Missing closing|must be sufficiently indented|^Comments must be separated/;

/** The first document, with indentation where the parser here wants it and libyaml does not. */
export function parseFirst(content: string): Parsed {
  const lines = content.split('\n');
  for (;;) {
    const parsed = parse(lines.join('\n'));
    const error = parsed.first?.errors[0];
    if (!error || !wantsIndentation.test(error.message)) return error ? parse(content) : parsed;
    const before = parsed.text.slice(0, error.pos[0]) + /^\s*/.exec(parsed.text.slice(error.pos[0]));
    const index = before.split('\n').length - 1;
    const isWithin = /\n\s*$/.test(before) && before.length < parsed.text.length;
    if (!isWithin || lines[index]?.startsWith(INDENTATION)) return parse(content);
    lines[index] = INDENTATION + lines[index];
  }
}

const INDENTATION = ' '.repeat(80);

function parse(text: string): Parsed {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, {
    schema: 'failsafe',
    version: '1.1',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter,
  });
  const position = (offset: number) => {
    // libyaml points at the token itself, not at the spaces before it.
    const spaces = /^ */.exec(text.slice(offset))?.[0].length ?? 0;
    const { line, col } = lineCounter.linePos(offset + spaces);
    return `at line ${line} column ${col}`;
  };
  const [first] = documents;
  const ending = first?.range?.[2] ?? text.length;
  const isAlone = documents.length < 2 && !/^\.\.\./m.test(text.slice(0, ending));
  return { first, text, end: isAlone ? text.length : ending, position };
}
