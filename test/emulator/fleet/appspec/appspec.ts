import { deploymentFailed } from './deployment-failed.ts';
import { type Permission, parsePermission } from './permission.ts';
import { loadYaml } from './psych.ts';
import { at, each, hash, orElse, toI, toS, type Value } from './ruby.ts';

export interface FileMapping {
  readonly source: Value;
  readonly destination: Value;
}

export interface Script {
  readonly location: string;
  readonly runas: string | null;
  readonly sudo: boolean;
  /** Seconds. */
  readonly timeout: number;
}

export interface AppSpec {
  readonly hooks: ReadonlyMap<string, readonly Script[]>;
  readonly files: readonly FileMapping[];
  readonly permissions: readonly Permission[];
  readonly fileExistsBehavior: string | null;
}

const DEFAULT_TIMEOUT_SECONDS = 3600;
const FILE_EXISTS_BEHAVIORS = ['DISALLOW', 'OVERWRITE', 'RETAIN'];

/** What an instance runs. */
export type Platform = 'linux' | 'windows';

/**
 * Reads an AppSpec file as aws-codedeploy-agent 1.8.1 (application_specification.rb) does on a platform: the same checks
 * in the same order. Throws at the first problem, with the agent's message. Unknown keys are ignored, as the agent does.
 */
export function parseAppSpec(bytes: Uint8Array, platform: Platform = 'linux'): AppSpec {
  const document = loadYaml(bytes);
  if (document === null || document === false) {
    throw deploymentFailed(
      `the application specification file was empty. Make sure your AppSpec file defines at minimum the 'version' and 'os' properties.`,
    );
  }
  checkVersion(at(document, 'version'));
  checkOs(at(document, 'os'), platform);
  return {
    hooks: parseHooks(orElse(at(document, 'hooks'), new Map())),
    files: each(orElse(at(document, 'files'), [])).map(parseFileMapping),
    permissions: parsePermissions(orElse(at(document, 'permissions'), []), platform),
    fileExistsBehavior: parseFileExistsBehavior(at(document, 'file_exists_behavior')),
  };
}

function checkVersion(version: Value): void {
  if (version === 0n || version === 0) return;
  throw deploymentFailed(
    `an invalid version value (${toS(version)}) was entered in the application specification file. Make sure your AppSpec file specifies "0.0" as the version, and then try again.`,
  );
}

function checkOs(os: Value, platform: Platform): void {
  if (os === platform) return;
  throw deploymentFailed(
    `the application specification file specifies an unsupported operating system (${toS(os)}). Specify either "linux" or "windows" in the os section of the AppSpec file, and then try again.`,
  );
}

function parsePermissions(permissions: Value, platform: Platform): readonly Permission[] {
  const entries = each(permissions);
  if (platform === 'windows' && entries.length > 0) {
    throw deploymentFailed(
      `the application specification file specifiles file permissions, but the deployment is targeting one or more Windows Server instances. Permissions are supported only for Amazon Linux, Ubuntu Server, and Red Hat Enterprise Linux (RHEL) instances. Update the permissions section of the AppSpec file, and then try again.`,
    );
  }
  return entries.map(parsePermission);
}

function parseHooks(hooks: Value): ReadonlyMap<string, readonly Script[]> {
  const events = [...hash(hooks, 'each_pair')];
  return new Map(
    events.map(([event, scripts]) => [toS(event), scripts === null ? [] : each(scripts).map(parseScript)]),
  );
}

function parseScript(script: Value): Script {
  const settings = hash(script, 'has_key?');
  const location = toS(settings.get('location') ?? null).trim();
  if (location === '') {
    throw deploymentFailed(
      `the application specification file specifies a script with no location value. Specify the location in the hooks section of the AppSpec file, and then try again.`,
    );
  }
  const timeout = toI(orElse(settings.get('timeout') ?? null, BigInt(DEFAULT_TIMEOUT_SECONDS)));
  if (timeout <= 0) {
    throw deploymentFailed(
      `an invalid timeout value was provided for a script in the application specification file. Make corrections in the hooks section of the AppSpec file, and then try again.`,
    );
  }
  const runas = settings.get('runas') ?? null;
  const sudo = orElse(settings.get('sudo') ?? null, false) !== false;
  return { location, runas: runas === null ? null : toS(runas).trim(), sudo, timeout };
}

function parseFileMapping(mapping: Value): FileMapping {
  const source = at(mapping, 'source');
  const destination = at(mapping, 'destination');
  if (source === null) {
    throw deploymentFailed(
      `the application specification file specifies a destination file, but no source file. Update the files section of the AppSpec file, and then try again.`,
    );
  }
  if (destination === null) {
    throw deploymentFailed(
      `the application specification file specifies only a source file (${toS(source)}). Add the name of the destination file to the files section of the AppSpec file, and then try again.`,
    );
  }
  return { source, destination };
}

function parseFileExistsBehavior(behavior: Value): string | null {
  if (behavior === null) return null;
  if (typeof behavior === 'string' && FILE_EXISTS_BEHAVIORS.includes(behavior)) return behavior;
  throw deploymentFailed(
    `an invalid file_exists_behavior value (${toS(behavior)}) was entered in the application specification file. Make sure your AppSpec file specifies one of ${FILE_EXISTS_BEHAVIORS.join(',')} as the file_exists_behavior, and then try again.`,
  );
}
