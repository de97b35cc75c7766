import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { posix } from 'node:path';
import { DEPLOYMENT_ROOT } from './deployment-root.ts';
import type { InstanceRoot } from './instance-root.ts';

/** What the scripts of one lifecycle event print. Disposal closes its files. */
export interface ScriptLog extends Disposable {
  /** One line with what is before it, such as `[stdout]`, and its line feed if it has one. */
  append(entry: Uint8Array): void;
  /** What is reported when the event fails; null when it is no UTF-8, which the agent cannot report. */
  tail(): string | null;
}

const TAIL_LIMIT = 2048;

/**
 * A log that goes to the files of the deployment as aws-codedeploy-agent 1.8.1 (hook_executor.rb) writes them, and is
 * remembered for the report. Host paths are written as the instance sees them.
 */
export function openScriptLog(o: {
  root: InstanceRoot;
  deployment: string;
  deploymentId: string;
}): ScriptLog {
  const ofDeployment = openLogFile(o.root, posix.join(o.deployment, 'logs/scripts.log'));
  const ofAgent = openLogFile(
    o.root,
    posix.join(DEPLOYMENT_ROOT, 'deployment-logs/codedeploy-agent-deployments.log'),
  );
  let entries: readonly LogEntry[] = [];
  return {
    append(bytes) {
      const entry = logEntry(bytes, o.root);
      entries = newest([...entries, entry]);
      const now = timestamp();
      writeSync(ofDeployment, `${now} ${entry.text}`);
      writeSync(ofAgent, `[${now}] [${o.deploymentId}]${entry.text}`);
    },
    tail: () => (entries.every((entry) => entry.isUtf8) ? entries.map((entry) => entry.text).join('') : null),
    [Symbol.dispose]() {
      closeSync(ofDeployment);
      closeSync(ofAgent);
    },
  };
}

interface LogEntry {
  readonly text: string;
  readonly isUtf8: boolean;
}

function logEntry(bytes: Uint8Array, root: InstanceRoot): LogEntry {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return { text: root.shown(text), isUtf8: Buffer.from(text).equals(bytes) };
}

/** The newest whole entries that are together shorter than the limit; an entry that is longer leaves nothing. */
function newest(entries: readonly LogEntry[]): readonly LogEntry[] {
  let length = 0;
  const oldest = entries.findLastIndex((entry) => {
    length += [...entry.text].length;
    return length >= TAIL_LIMIT;
  });
  return entries.slice(oldest + 1);
}

/** Opens a file of the instance for appending; gives its descriptor. */
function openLogFile(root: InstanceRoot, path: string): number {
  mkdirSync(root.followed(posix.dirname(path)), { recursive: true });
  return openSync(root.followed(path), 'a');
}

function timestamp(): string {
  return new Date().toISOString().slice(0, 19).replace('T', ' ');
}
