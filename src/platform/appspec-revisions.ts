import { type Finding, refuse } from '../model/finding.ts';
import type { PreflightFacts } from './platform.ts';

/** What platforms refuse whose revision is an AppSpec file alone. `targets`: what they deploy to. */
export function filesFindings(targets: string, { inputs }: PreflightFacts): Finding[] {
  const type = inputs.revision?.type;
  const serverOnly = Object.entries({
    'file-exists-behavior': inputs.fileExistsBehavior !== undefined,
    'ignore-application-stop-failures': inputs.ignoreApplicationStopFailures,
    'update-outdated-instances-only': inputs.updateOutdatedInstancesOnly,
  }).flatMap(([input, isSet]) => (isSet ? [input] : []));
  const findings = serverOnly.map((input) =>
    refuse(`${input} is for EC2 and on-premises instances, not for ${targets}. Leave it out.`),
  );
  if (inputs.s3Bucket !== undefined) {
    findings.push(
      refuse(
        `s3-bucket: nothing is uploaded for ${targets}, whose revision is the AppSpec file of the commit. Leave s3-bucket out.`,
      ),
    );
  } else if (type === 'S3' || type === 'GitHub') {
    const kind = { S3: 'An archive of files', GitHub: 'A commit on GitHub' }[type];
    findings.push(
      refuse(
        `${kind} can't be deployed to ${targets}: their revision is an AppSpec file alone. Set revision to an appspec:// URI or a deployment id, or leave it out to deploy the AppSpec file of the commit.`,
      ),
    );
  }
  return findings;
}
