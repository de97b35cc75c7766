import { error, type Place, type Problems, warning } from './problem.ts';
import { meantName } from './spelling.ts';

/** The bytes of a script that `checkScriptHead` needs: more than Linux reads (BINPRM_BUF_SIZE is 256). */
export const scriptHeadBytes = 512;

/** The common interpreters. A name that is one letter off is probably a typo, unless it is in `similarPrograms`. */
const interpreters = ['bash', 'env', 'node', 'perl', 'python', 'python3', 'ruby'];
/** Real programs whose names are close to those of the interpreters. */
const similarPrograms = [
  'ash',
  'bosh',
  'bpython',
  'bsh',
  'cperl',
  'cpython',
  'dash',
  'ipython',
  'jruby',
  'jython',
  'mruby',
  'rbash',
  'sash',
];
const standardDirectory = /^(?:\/usr(?:\/local)?)?\/s?bin\/([^/]+)$/;
const underSh = 'Agent 1.x runs the script with /bin/sh, agent 2.x fails to start it';

/**
 * Checks how a script for Linux begins. `head` is its first `scriptHeadBytes` bytes, or all of it if it is shorter;
 * `failure` says what happens when the script fails.
 */
export function* checkScriptHead(path: string, head: Uint8Array, failure: string): Problems {
  const place = { file: path, line: 1 };
  if (isUtf16(head)) {
    yield warning(
      place,
      'The script is UTF-16. How a shell reads it depends on the shell, and agent 2.x fails to start it. Save the file as UTF-8.',
    );
    return;
  }
  if (isBinary(head)) return;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(head);
  const [firstLine = ''] = text.split('\n', 1);
  const marked = firstLine.startsWith('\ufeff');
  const line = firstLine.replace(/^\ufeff/, '');
  if (!line.startsWith('#!') || line.slice(2).trim() === '') {
    yield warning(
      place,
      `The script does not begin with #!. ${underSh}. Begin it with #! and the path of its interpreter, such as #!/bin/sh.`,
    );
    return;
  }
  if (line.endsWith('\r')) {
    yield error(
      place,
      `The line ends in CR LF, so Linux looks for the interpreter ${JSON.stringify(line.slice(2).trim())} with a carriage return in its name. ${failure}, with “No such file or directory”. Save the file with LF line endings; “*.sh text eol=lf” in .gitattributes keeps them.`,
    );
    return;
  }
  if (marked) yield markFinding(place, line);
  else yield* checkInterpreter(place, line, failure);
}

/** Recognizes UTF-16 by its byte order mark. */
function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Whether it is a program that the kernel runs directly, not a script. */
function isBinary(head: Uint8Array): boolean {
  return head.includes(0);
}

function markFinding(place: Place, line: string) {
  const what = 'A byte order mark, which editors do not show, stands before #!';
  return /^#!\s*(?:\/usr)?\/bin\/sh\b/.test(line)
    ? warning(place, `${what}. ${underSh}. Save the file as UTF-8 without it.`)
    : error(place, `${what}, so the interpreter is not used. ${underSh}. Save the file as UTF-8 without it.`);
}

function* checkInterpreter(place: Place, line: string, failure: string): Problems {
  const [interpreter = '', ...words] = line.slice(2).trim().split(/\s+/);
  const name = standardDirectory.exec(interpreter)?.[1];
  if (name === 'env') {
    const [program = ''] = words;
    if (words.length > 1 && !program.startsWith('-') && !program.includes('=')) {
      yield error(
        place,
        `Linux passes everything after env as one argument, and there is no program ${JSON.stringify(words.join(' '))}. ${failure}. Name the interpreter's own path, or write #!${interpreter} -S ${words.join(' ')}.`,
      );
    } else yield* checkName(place, program, failure);
    return;
  }
  if (!interpreter.startsWith('/')) {
    yield warning(
      place,
      `The interpreter ${interpreter} is not an absolute path. Linux looks for it in the agent's working directory. Write /${interpreter}.`,
    );
  } else if (name !== undefined) yield* checkName(place, name, failure);
}

function* checkName(place: Place, name: string, failure: string): Problems {
  const isKnown = interpreters.includes(name) || similarPrograms.includes(name);
  const meant = isKnown ? undefined : meantName(name, interpreters);
  if (meant === undefined || /\d/.test(name)) return;
  yield error(
    place,
    `The interpreter ${name} probably does not exist on an instance. ${failure}. Did you mean ${meant}?`,
  );
}
