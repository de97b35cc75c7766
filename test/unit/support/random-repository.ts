import { seededRandom } from '../../support/random.ts';
import { createRepository, type TestRepository } from './repository.ts';

/** Parts of names that tools have stumbled over. */
const names = [
  ...[
    'a',
    'B',
    'b',
    'README.md',
    '.env',
    '.hidden',
    'x.txt',
    'x.wide',
    'z.crlf',
    'id.h',
    'subst.txt',
    'drop.me',
  ],
  ...[
    ' leading',
    'trailing ',
    'two  spaces',
    '-rf',
    '--',
    '#hash',
    '!bang',
    '~tilde',
    'a=b&c',
    '$HOME',
    '*',
    '[x]',
  ],
  ...[
    "it's",
    'say "so"',
    'back\\slash',
    'c:drive',
    'per%cent',
    'Ünïcödé',
    '日本語',
    '🚀',
    'e\u0301',
    'a'.repeat(120),
  ],
];
const directories = ['d', 'D.d', '.dot', 'node modules', 'ä', 'deep', '-', 'drop', `long${'g'.repeat(90)}`];
const attributes = [
  '*.crlf text eol=crlf',
  '*.h ident',
  'subst.txt export-subst',
  'drop.me export-ignore',
  'drop/ export-ignore',
  '*.md text=auto eol=crlf',
  '/B -text',
  '*.wide working-tree-encoding=UTF-16LE',
];
const subst = 'of $Format:%H$ by $Format:%an$\n';

/** A repository of files, links, attributes and names as a seed makes them. Its `HEAD` has an AppSpec file. */
export function randomRepository(seed: number): TestRepository {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const repository = createRepository();
  const files = new Set<string>();

  function place(): string | undefined {
    const path = [...Array.from({ length: below(4) }, () => pick(directories)), pick(names)].join('/');
    const isTaken = [...files].some(
      (file) => file === path || file.startsWith(`${path}/`) || path.startsWith(`${file}/`),
    );
    if (isTaken) return undefined;
    files.add(path);
    return path;
  }

  function content(): Buffer {
    const bytes = (length: number) => Buffer.from(Array.from({ length }, () => below(256)));
    const line = () => pick([`line ${below(1000)}\n`, `dos ${below(9)}\r\n`, '$Id$\n', subst, 'no end']);
    switch (below(6)) {
      case 0:
        return Buffer.alloc(0);
      case 1:
        return bytes(below(3_000));
      case 2:
        return Buffer.concat(
          Array.from({ length: 1 + below(12) }, () => bytes(997)).flatMap((part) => [
            part,
            Buffer.alloc(150_000, part),
          ]),
        );
      default:
        return Buffer.from(Array.from({ length: below(40) }, line).join(''));
    }
  }

  repository.write('appspec.yml', 'version: 0.0\nos: linux\n');
  files.add('appspec.yml');
  if (below(3) > 0) {
    const chosen = attributes.filter(() => below(2) === 0);
    repository.write('.gitattributes', `${chosen.join('\n')}\n`);
    files.add('.gitattributes');
  }
  for (let count = 5 + below(25); count > 0; count -= 1) {
    const path = place();
    if (path === undefined) continue;
    if (below(6) === 0)
      repository.link(path, pick(['a', '../x', '/etc/hostname', 'no/where', '日本語', 'y'.repeat(150)]));
    else if (path.endsWith('.wide')) repository.write(path, Buffer.from('wide\n', 'utf16le'));
    else repository.write(path, content(), pick([0o644, 0o755]));
  }
  repository.commit('Random');
  return repository;
}
