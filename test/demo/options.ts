import { parseArgs } from 'node:util';
import { readCommandLine } from '../support/command-line.ts';

const usage = `Usage: npm run demo -- [--fail] [--keep]

Deploys a sample application with the built action to three emulated instances, one at a time. The log is shown
live; the job summary is left in demo-output/.

  --fail   deploys a release whose server does not start
  --keep   keeps the instances until Ctrl-C; without it they end with the demo
  --help   prints this

Exit code: 0 when the deployment ended as it should, with --fail in a failure; 1 when it did not; 2 for a wrong option.
`;

export interface DemoOptions {
  readonly fail: boolean;
  readonly keep: boolean;
}

export function readDemoOptions(): DemoOptions {
  const options = {
    fail: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  } as const;
  return readCommandLine(usage, (args) => parseArgs({ args, options }).values);
}
