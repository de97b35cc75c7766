import { ActionError } from '../control/errors.ts';
import { singleLine } from '../text/escape.ts';
import { nearNames, someOf } from '../text/suggestions.ts';
import type { Entry } from './entry.ts';

/** The only name that the agent finds for every lifecycle event (aws-codedeploy-agent 1.8.1, hook_executor.rb). */
export const appSpecName = 'appspec.yml';

/**
 * The entries of a bundle whose AppSpec is the file `appspec`, one of `available`, which need not be among the entries:
 * a file of another name is added as `appspec.yml`, in place of one that may be there.
 * @throws ActionError when there is no such file.
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
      `appspec: ${appspec} is a symbolic link; as ${appSpecName} it would point elsewhere. Name the file that it points to.`,
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

/** A file with the right name in a directory probably is the root of what should be deployed. */
function inputFor(path: string): string {
  const directory = path.split('/').slice(0, -1).join('/');
  return directory !== '' && path === `${directory}/${appSpecName}`
    ? `path: ${directory} to deploy that directory, or appspec: ${path} to deploy all with that AppSpec`
    : `appspec: ${path}`;
}
