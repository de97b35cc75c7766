import type { Inputs } from '../actions/inputs.ts';
import type { Deployment } from '../model/deployment.ts';
import { totalOf } from '../model/deployment.ts';
import type { GroupSettings } from '../model/deployment-group.ts';
import { bySeverity, type Finding, note, refuse, warning } from '../model/finding.ts';
import type { Revision } from '../model/revision.ts';
import { formatDuration } from '../text/duration.ts';
import { singleLine } from '../text/escape.ts';
import { nearNames } from '../text/suggestions.ts';

/** What CodeDeploy tells of a configuration. */
export interface Configuration {
  readonly name: string;
  /** `undefined`: there is none of this name. */
  readonly computePlatform: string | undefined;
}

/** An ApplicationStop script that has failed in the group's last deployment, and is still the one that will run. */
export interface BrokenStop {
  readonly deploymentId: string;
  readonly scriptName: string;
}

type Wishes = Pick<
  Inputs,
  | 'deploymentGroupName'
  | 'deploymentConfigName'
  | 'fileExistsBehavior'
  | 'ignoreApplicationStopFailures'
  | 'updateOutdatedInstancesOnly'
  | 'autoRollback'
  | 'waitFor'
  | 'timeout'
  | 'idle'
>;

/** All that the findings are made of; `undefined`: not known. */
export interface Circumstances {
  readonly inputs: Wishes;
  readonly revisionType: Revision['type'] | undefined;
  /** The application's and the group's. */
  readonly computePlatform: string | undefined;
  readonly settings: GroupSettings | undefined;
  /** Of `deployment-config-name`, when it is not one of those that every account has. */
  readonly configuration: Configuration | undefined;
  /** Whose revision the group runs. */
  readonly current: Deployment | undefined;
  readonly brokenStop: BrokenStop | undefined;
}

/** What can't work, what will surprise, and what else is worth knowing, in this order. */
export function findingsIn(circumstances: Circumstances): readonly Finding[] {
  const platform = platformFindings(circumstances);
  const findings =
    platform.length > 0
      ? platform
      : [
          ...configurationFindings(circumstances),
          ...memberFindings(circumstances),
          ...blueGreenFindings(circumstances),
          ...stopFindings(circumstances),
          ...safetyNotes(circumstances),
          ...idleFindings(circumstances),
        ];
  return bySeverity(findings);
}

const platforms: Readonly<Record<string, string>> = {
  Lambda: 'AWS Lambda functions',
  ECS: 'Amazon ECS services',
};
const revisionKinds = { S3: 'An archive of files', GitHub: 'A commit on GitHub' };

function platformFindings({ computePlatform, inputs, revisionType }: Circumstances): Finding[] {
  if (computePlatform === undefined || computePlatform === 'Server') return [];
  const what = platforms[computePlatform] ?? `the compute platform ${singleLine(computePlatform)}`;
  const serverOnly = Object.entries({
    'file-exists-behavior': inputs.fileExistsBehavior !== undefined,
    'ignore-application-stop-failures': inputs.ignoreApplicationStopFailures,
    'update-outdated-instances-only': inputs.updateOutdatedInstancesOnly,
  }).flatMap(([input, isSet]) => (isSet ? [input] : []));
  return [
    refuse(
      `The application is for ${what}. This action deploys to EC2 and on-premises instances only. Set application-name and deployment-group-name to those of the compute platform Server.`,
    ),
    ...(revisionType
      ? [
          refuse(
            `${revisionKinds[revisionType]} can't be deployed to ${what}: their revision is an AppSpec file alone.`,
          ),
        ]
      : []),
    ...serverOnly.map((input) => refuse(`${input} is for EC2 and on-premises instances, not for ${what}.`)),
  ];
}

/** Those that every account has for instances. */
export const serverConfigurations = ['AllAtOnce', 'HalfAtATime', 'OneAtATime'].map(
  (name) => `CodeDeployDefault.${name}`,
);

function configurationFindings({ configuration }: Circumstances): Finding[] {
  if (!configuration || configuration.computePlatform === 'Server') return [];
  const { name, computePlatform } = configuration;
  if (computePlatform !== undefined) {
    return [
      refuse(
        `deployment-config-name: ${name} is for ${platforms[computePlatform] ?? singleLine(computePlatform)}, and the group is of instances. Set one for instances, such as ${serverConfigurations.join(', ')}, or leave it out for the group's own.`,
      ),
    ];
  }
  const meant = nearNames(
    name.replace(/^.*\./, ''),
    serverConfigurations.map((known) => known.replace(/^.*\./, '')),
  );
  const suggestion = meant.length > 0 ? ` Did you mean CodeDeployDefault.${meant[0]}?` : '';
  return [
    refuse(
      `deployment-config-name: there is no deployment configuration ${name} in this region of the account.${suggestion} Predefined ones begin with "CodeDeployDefault."; your own belong to one account and region.`,
    ),
  ];
}

function memberFindings({ settings, inputs }: Circumstances): Finding[] {
  if (!settings) return [];
  if (settings.members.length === 0) {
    return [
      refuse(
        `The deployment group ${inputs.deploymentGroupName} has no tags and no Auto Scaling group, so no instance belongs to it. Edit the deployment group: give it the tags of its instances, or their Auto Scaling group.`,
      ),
    ];
  }
  return settings.namesReplacements
    ? [
        warning(
          `The deployment group ${inputs.deploymentGroupName} is blue/green and wants each deployment to name its replacement instances, which this action can't yet. Let the group copy its Auto Scaling group instead.`,
        ),
      ]
    : [];
}

function blueGreenFindings({ settings, inputs: { waitFor, timeout } }: Circumstances): Finding[] {
  if (!settings || waitFor === 'none') return [];
  if (!settings.isBlueGreen) {
    return waitFor === 'completion'
      ? []
      : [
          warning(
            `wait-for: ${waitFor} is for blue/green groups. This group deploys in place, so the step waits for the completion of the deployment. Set wait-for to completion.`,
          ),
        ];
  }
  const { readyWait, terminationWait } = settings;
  const findings: Finding[] = [];
  if (readyWait !== undefined && waitFor !== 'ready') {
    const limit = formatDuration(readyWait * 60_000);
    findings.push(
      warning(
        `This blue/green group waits until somebody continues the deployment; after ${limit} without that, it is stopped. Continue it in the AWS console or with \`aws deploy continue-deployment\`, or set wait-for: ready to end the step when it waits.`,
      ),
    );
  }
  const expected = terminationWait * 60_000;
  if (waitFor === 'completion' && expected >= timeout) {
    findings.push(
      warning(
        `This blue/green group keeps the original instances for ${formatDuration(expected)} after the traffic has moved, and the deployment is complete only then: longer than timeout (${formatDuration(timeout)}). Set wait-for: traffic-shift, or raise timeout.`,
      ),
    );
  }
  return findings;
}

function stopFindings({ brokenStop, inputs }: Circumstances): Finding[] {
  if (!brokenStop || inputs.ignoreApplicationStopFailures) return [];
  const { deploymentId, scriptName } = brokenStop;
  return [
    warning(
      `ApplicationStop failed in the group's last deployment, ${singleLine(deploymentId)}${scriptName ? ` (${singleLine(scriptName)})` : ''}. That script is of the revision that the instances run, so it runs again before this one is installed, and a correction of it in this revision comes too late. If it fails again, set ignore-application-stop-failures to true for one deployment.`,
    ),
  ];
}

function idleFindings({ inputs: { idle } }: Circumstances): Finding[] {
  if (idle.length === 0) return [];
  return [
    warning(
      `deployment-group-name is not set, so the revision is registered and nothing is deployed. These inputs have no effect then: ${idle.join(', ')}. Set deployment-group-name, or leave them out.`,
    ),
  ];
}

function safetyNotes({ settings, inputs, current }: Circumstances): Finding[] {
  if (!settings) return [];
  const events = inputs.autoRollback ?? settings.autoRollback ?? [];
  const instances = current ? totalOf(current.counts) : 0;
  const configuration = inputs.deploymentConfigName ?? settings.deploymentConfigName;
  return [
    ...(events.length === 0
      ? [
          note(
            'Nothing rolls back: when the deployment fails, the instances stay as it left them. auto-rollback would change that.',
          ),
        ]
      : []),
    ...(events.length > 0 && !current
      ? [note('There is nothing to roll back to: the group has no successful deployment yet.')]
      : []),
    ...(configuration === 'CodeDeployDefault.AllAtOnce' && instances > 1
      ? [
          note(
            `All instances (${instances} in the last deployment) are deployed to at once, and one that succeeds makes the deployment succeed.`,
          ),
        ]
      : []),
    ...(settings.alarms.length > 0
      ? [
          note(
            `The deployment is stopped when one of these alarms is active: ${settings.alarms.map(singleLine).join(', ')}.`,
          ),
        ]
      : []),
  ];
}
