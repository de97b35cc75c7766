import { type Finding, refuse } from '../model/finding.ts';
import type { Platform, PreflightFacts } from './platform.ts';

/** A platform that this action cannot deploy to. It refuses every deployment. */
export function unsupported(targets: string): Platform {
  return {
    targets,
    predefinedConfigurations: [],
    findings: (facts) => refusals(targets, facts),
    isWaitSatisfied: () => false,
  };
}

const revisionKinds = { S3: 'An archive of files', GitHub: 'A commit on GitHub' };

function refusals(targets: string, { inputs, revisionType }: PreflightFacts): Finding[] {
  const serverOnly = Object.entries({
    'file-exists-behavior': inputs.fileExistsBehavior !== undefined,
    'ignore-application-stop-failures': inputs.ignoreApplicationStopFailures,
    'update-outdated-instances-only': inputs.updateOutdatedInstancesOnly,
  }).flatMap(([input, isSet]) => (isSet ? [input] : []));
  return [
    refuse(
      `The application is for ${targets}. This action deploys to EC2 and on-premises instances only. Set application-name and deployment-group-name to an application and a group of the compute platform Server.`,
    ),
    ...(revisionType
      ? [
          refuse(
            `${revisionKinds[revisionType]} can't be deployed to ${targets}: their revision is an AppSpec file alone.`,
          ),
        ]
      : []),
    ...serverOnly.map((input) =>
      refuse(`${input} is for EC2 and on-premises instances, not for ${targets}.`),
    ),
  ];
}
