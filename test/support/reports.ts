import type { Snapshot } from '../../src/model/deployment.ts';
import { toOutcome } from '../../src/model/outcome.ts';
import { failureMessage } from '../../src/report/failure.ts';
import type { Report } from '../../src/report/report.ts';
import { at, event, failed, ran, target } from './snapshots.ts';

export const scriptFailure = failed('ValidateService', 21, {
  errorCode: 'ScriptFailed',
  scriptName: 'scripts/validate.sh',
  message: 'Script at specified location: scripts/validate.sh run as user root failed with exit code 7',
  logTail:
    'LifecycleEvent - ValidateService\nScript - scripts/validate.sh\n[stdout]asking http://localhost/health\n\n[stderr]curl: (7) Failed to connect\n',
});

export const before = [
  ran('ApplicationStop', [0, 0.2]),
  ran('Install', [1, 4]),
  ran('ApplicationStart', [4, 19]),
];
export const deployed = (id: string) =>
  target(id, 'Succeeded', [...before, ran('ValidateService', [19, 21])]);
export const broken = (id: string) => target(id, 'Failed', [...before, scriptFailure]);
export const skipped = (id: string) =>
  target(
    id,
    'Skipped',
    ['ApplicationStop', 'Install', 'ApplicationStart', 'ValidateService'].map((name) =>
      event(name, 'Skipped'),
    ),
  );

export const tooManyFailed = {
  code: 'HEALTH_CONSTRAINTS',
  message:
    'The overall deployment failed because too many individual instances failed deployment, too few healthy instances are available for deployment, or some instances in your deployment group are experiencing problems.',
};

export const base: Report = {
  region: 'eu-west-1',
  serverUrl: 'https://github.com',
  applicationName: 'shop',
  deploymentGroupName: 'production',
  revision: {
    type: 'S3',
    bucket: 'releases',
    key: 'shop/5f7c.zip',
    bundleType: 'zip',
    versionId: 'v.1',
    eTag: 'd41d8cd98f00b204e9800998ecf8427e-2',
  },
  commit: {
    repository: 'acme/shop',
    sha: '0123456789abcdef0123456789abcdef01234567',
    subject: 'Sell umbrellas (#12)',
  },
  now: at(65),
};

/** The report of a deployment that the step failed with. */
export function failure(of: Snapshot): Partial<Report> {
  return { snapshot: of, outcome: toOutcome(of, false), failure: failureMessage(of) };
}
