import { ActionError } from '../control/errors.ts';
import { singleLine } from '../text/escape.ts';
import { nearNames, someOf } from '../text/suggestions.ts';
import type { Entry } from './entry.ts';

/** The only name that the agent looks for in every lifecycle event (aws-codedeploy-agent 1.8.1, hook_executor.rb). */
export const appSpecName = 'appspec.yml';

/**
 * Adds the file `appspec`, one of `available`, to the entries as `appspec.yml`. It replaces any `appspec.yml` there.
 * @throws ActionError when `available` has no such file.
 */
export function withAppSpec(
  entries: readonly Entry[],
  appspec: string,
  available: readonly Entry[],
): Entry[] {
  const found = available.find(({ path }) => path === appspec);
  if (!found) throw new ActionError(missingAppSpec(available, appspec));
  if (appspec !== appSpecName && found.mode === '120000') {
    throw new ActionError(
      `appspec: ${appspec} is a symbolic link; as ${appSpecName}, it could point somewhere else. Set appspec to the file that it points to.`,
    );
  }
  return [...entries.filter(({ path }) => path !== appSpecName), { ...found, path: appSpecName }];
}

function missingAppSpec(entries: readonly Entry[], appspec: string): string {
  const paths = entries.map(({ path }) => path);
  const candidates = paths.filter((path) => /(^|\/)appspec[^/]*\.ya?ml$/i.test(path));
  const likely = candidates.length > 0 ? candidates : nearNames(appspec, paths);
  const [first] = likely;
  const remedy = first
    ? `There is ${someOf(likely)}: set ${singleLine(inputFor(first))}.`
    : `Add an AppSpec file as ${appSpecName}, or set appspec to the one to use.`;
  const files = paths.length === 1 ? 'the one file' : `among the ${paths.length} files`;
  return `The AppSpec file ${appspec} is not ${files} to deploy. ${remedy}`;
}

/** If a directory has a file of the right name, that directory is probably the one to deploy. */
function inputFor(path: string): string {
  const directory = path.split('/').slice(0, -1).join('/');
  return directory !== '' && path === `${directory}/${appSpecName}`
    ? `path: ${directory} to deploy that directory, or appspec: ${path} to deploy everything with that AppSpec file`
    : `appspec: ${path}`;
}
