import { accessSync, chmodSync, constants, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import type { LifecycleCommand } from './agent.ts';
import { parseAppSpec, type Script } from './appspec/appspec.ts';
import { archiveDirectory, deploymentDirectory } from './deployment-root.ts';
import { type Diagnostics, SUCCEEDED } from './diagnostics.ts';
import { hookEnvironment } from './hook-environment.ts';
import { hookRevision } from './hook-revision.ts';
import type { InstanceRoot } from './instance-root.ts';
import { runScript } from './script.ts';
import { scriptCommand } from './script-command.ts';
import { type ScriptFailure, scriptFailure, scriptMissing, scriptNotExecutable } from './script-failure.ts';
import { openScriptLog, type ScriptLog } from './script-log.ts';

interface HookExecution {
  readonly root: InstanceRoot;
  /** The agent's own environment, which the scripts inherit. */
  readonly environment: Readonly<Record<string, string>>;
  readonly command: LifecycleCommand;
}

/**
 * Runs the scripts of a lifecycle event one after the other; the first failure ends the event
 * (aws-codedeploy-agent 1.8.1 hook_executor.rb). Throws when the AppSpec file is missing or wrong.
 */
export async function executeHooks(execution: HookExecution): Promise<Diagnostics> {
  const { root, command } = execution;
  const revision = hookRevision(root, command);
  if (revision === null) return SUCCEEDED;
  const archive = archiveDirectory(revision);
  const scripts = readHooks(root, archive).get(command.event) ?? [];
  if (scripts.length === 0) return SUCCEEDED;
  const deployment = deploymentDirectory(command);
  using log = openScriptLog({ root, deployment, deploymentId: command.deploymentId });
  log.append(Buffer.from(`LifecycleEvent - ${command.event}\n`));
  for (const script of scripts) {
    const failure = await executeScript(execution, { archive, script, log });
    if (failure !== null) return report(script, failure, log);
  }
  return SUCCEEDED;
}

function readHooks(root: InstanceRoot, archive: string): ReadonlyMap<string, readonly Script[]> {
  const path = posix.join(archive, 'appspec.yml');
  if (!root.exists(path)) {
    throw new Error(
      `The CodeDeploy agent did not find an AppSpec file within the unpacked revision directory at revision-relative path "appspec.yml". The revision was unpacked to directory "${archive}", and the AppSpec file was expected but not found at path "${path}". Consult the AWS CodeDeploy Appspec documentation for more information at http://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html`,
    );
  }
  return parseAppSpec(readFileSync(root.followed(path))).hooks;
}

async function executeScript(
  { root, environment, command }: HookExecution,
  { archive, script, log }: { archive: string; script: Script; log: ScriptLog },
): Promise<ScriptFailure | null> {
  const path = posix.join(archive, script.location);
  if (!root.exists(path)) return scriptMissing(path);
  if (!becomesExecutable(root.followed(path))) return scriptNotExecutable(script);
  log.append(Buffer.from(`Script - ${script.location}\n`));
  const outcome = await runScript({
    command: scriptCommand(script, path, root.directory),
    cwd: root.directory,
    // sudo starts scripts with an environment of its own.
    environment: script.sudo ? {} : { ...environment, ...hookEnvironment(command) },
    timeoutSeconds: script.timeout,
    signal: command.signal,
    onLine: (stream, line) => log.append(Buffer.concat([Buffer.from(`[${stream}]`), line])),
  });
  return scriptFailure(outcome, script, path);
}

/** The agent sets the execute bit of a script that lacks it. */
function becomesExecutable(hostPath: string): boolean {
  try {
    const { mode } = statSync(hostPath);
    if ((mode & 0o111) === 0) chmodSync(hostPath, mode | 0o111);
    accessSync(hostPath, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A log that is no UTF-8 makes the agent's own report fail. */
function report(script: Script, failure: ScriptFailure, log: ScriptLog): Diagnostics {
  const logTail = log.tail();
  if (logTail !== null) return { ...failure, scriptName: script.location, logTail };
  return {
    errorCode: 'UnknownError',
    scriptName: script.location,
    message: 'Attempting minimal diagnostics',
    logTail: 'Exception JSON::GeneratorError occured',
  };
}
