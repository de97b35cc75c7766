import { closeSync, openSync } from 'node:fs';
import { warning } from '@actions/core';
import { ActionError, messageOf } from '../control/errors.ts';
import { singleLine } from '../text/escape.ts';

/** The files that a step writes for the runner, and what happens without them. */
const consequences = {
  GITHUB_OUTPUT: 'other steps and jobs would not know what was deployed',
  GITHUB_STATE: 'the post step could not stop the deployment when the job is killed',
};

/**
 * Checks the files before the step does anything: without them, no other step would know about the deployment.
 * @throws ActionError when the step may not write one of them.
 */
export function assertEnvironmentFiles(environment: NodeJS.ProcessEnv): void {
  for (const [name, consequence] of Object.entries(consequences)) {
    const file = environment[name];
    if (!file) continue;
    try {
      closeSync(openSync(file, 'r+'));
    } catch (error) {
      throw new ActionError(
        `The step cannot write the file that ${name} names (${singleLine(messageOf(error))}): ${consequence}. Nothing was deployed. If the job runs in a container, run it as a user that may write the runner's files (\`options: --user\`); otherwise check the runner's permissions and disk.`,
      );
    }
  }
}

/**
 * Writes to such a file when a deployment may be running. Only warns on failure, which must not affect the deployment.
 */
export function writeToRunner(what: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    warning(`The step could not tell the runner ${what}: ${singleLine(messageOf(error))}`);
  }
}
