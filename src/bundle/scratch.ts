import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError, messageOf } from '../control/errors.ts';

/** A directory for temporary files. Disposing of it removes it and everything in it. */
export interface Scratch extends AsyncDisposable {
  readonly directory: string;
}

/** @throws ActionError when it cannot create the directory in `parent`. */
export async function createScratch(parent: string): Promise<Scratch> {
  const directory = await mkdtemp(join(parent, 'codedeploy-bundle-')).catch((error: unknown) => {
    throw new ActionError(
      `The directory for temporary files (RUNNER_TEMP) cannot be used: ${messageOf(error)}`,
    );
  });
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}
