import { execFileSync } from 'node:child_process';

const PORTS_AT_ONCE = 16;

/**
 * Listens on as many ports as asked for at the same time, so that they differ. It writes text, since console.log
 * colours a number where FORCE_COLOR is set.
 */
const FIND_PORTS = `
  const { createServer } = require('node:net');
  for (let count = Number(process.argv[1]); count > 0; count -= 1) {
    const server = createServer().listen(0, '127.0.0.1', () => {
      process.stdout.write(server.address().port + '\\n');
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
  let found: readonly number[] = [];
  return () => {
    while (found.length === 0) found = findPorts().filter((port) => !given.has(port));
    const [port = 0, ...rest] = found;
    found = rest;
    given.add(port);
    return port;
  };
}

function findPorts(): readonly number[] {
  const args = ['-e', FIND_PORTS, String(PORTS_AT_ONCE)];
  return portsIn(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

/** The ports that the child process has printed, one on a line. */
export function portsIn(output: string): readonly number[] {
  return output
    .trim()
    .split('\n')
    .map((line) => {
      if (!/^\d{1,5}$/.test(line)) throw new Error(`A free port was expected, not ${JSON.stringify(line)}`);
      return Number(line);
    });
}
