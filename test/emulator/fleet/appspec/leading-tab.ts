import { CST, Lexer } from 'yaml';

/** What the lexer puts between the parts of the text. */
const marks: readonly string[] = [CST.DOCUMENT, CST.FLOW_END, CST.SCALAR];

/**
 * Where libyaml 0.2.5 says that it "found character that cannot start any token": a tab before anything else in a line
 * but hyphens, also in one with a comment or nothing after it. Within brackets it is a space, and so it is after an
 * unquoted scalar when it is further right than the entry of that scalar begins.
 */
export function leadingTab(text: string): number | undefined {
  let [offset, depth] = [0, 0];
  let entryOfScalar: number | undefined;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (marks.includes(lexeme)) {
      isScalar = lexeme === CST.SCALAR;
      continue;
    }
    const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
    const tab = !isScalar && /^ *\t/.test(lexeme) ? lexeme.indexOf('\t') : -1;
    if (depth === 0 && tab >= 0 && /^ *(?:[-?:] +)*[-?:]?$/.test(line)) {
      if (entryOfScalar === undefined || line.length + tab <= entryOfScalar) return offset + tab;
    }
    if (isScalar) entryOfScalar = /^(?: *- )* */.exec(line)?.[0].length;
    else if (lexeme.trim() !== '') entryOfScalar = undefined;
    if (!isScalar && /^[[{]$/.test(lexeme)) depth += 1;
    if (!isScalar && /^[\]}]$/.test(lexeme)) depth -= 1;
    isScalar = false;
    offset += lexeme.length;
  }
  return undefined;
}
