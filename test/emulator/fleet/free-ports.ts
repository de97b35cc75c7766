import { execFileSync } from 'node:child_process';

const PORTS_AT_ONCE = 16;

/** Listens on as many ports as asked for at the same time, so that they differ. */
const FIND_PORTS = `
  const { createServer } = require('node:net');
  for (let count = Number(process.argv[1]); count > 0; count -= 1) {
    const server = createServer().listen(0, '127.0.0.1', () => {
      console.log(server.address().port);
      server.close();
    });
  }
`;

/**
 * A source of ports of 127.0.0.1 that nothing listens on and that it has not given before. Node can look for a port
 * only asynchronously, so a child process does it, for several at once.
 */
export function freePorts(): () => number {
  const given = new Set<number>();
  let found: number[] = [];
  return () => {
    while (found.length === 0) {
      const output = execFileSync(process.execPath, ['-e', FIND_PORTS, String(PORTS_AT_ONCE)], {
        encoding: 'utf8',
      });
      found = output
        .trim()
        .split('\n')
        .map(Number)
        .filter((port) => !given.has(port));
    }
    const [port = 0, ...rest] = found;
    found = rest;
    given.add(port);
    return port;
  };
}
