import type {
  BatchGetApplicationRevisionsInput,
  BatchGetApplicationRevisionsOutput,
  ComputePlatform,
  GenericRevisionInfo,
  GetApplicationRevisionInput,
  GetApplicationRevisionOutput,
  ListApplicationRevisionsInput,
  ListApplicationRevisionsOutput,
  RegisterApplicationRevisionInput,
  RevisionLocation,
} from '@aws-sdk/client-codedeploy';
import { checkContent, contentOf, withSha256 } from './app-spec-content.ts';
import { findApplication } from './applications.ts';
import { exception } from './error.ts';
import { checkBatch, checkDescription } from './names.ts';
import { page } from './pages.ts';
import type { Application, Region, Revision } from './state.ts';

/** One text for one revision, whatever the order of its members and the quotes around its eTag. */
export function revisionKey(location: RevisionLocation): string {
  const { s3Location: s3, gitHubLocation: gitHub } = location;
  return JSON.stringify(
    s3
      ? ['S3', s3.bucket, s3.key, s3.bundleType, s3.version, s3.eTag?.replaceAll('"', '')]
      : gitHub
        ? ['GitHub', gitHub.repository, gitHub.commitId]
        : [location.revisionType, contentOf(withSha256(location))?.sha256],
  );
}

/** A revision as the service shows it with a deployment or a group: of an AppSpec file, the hash alone. */
export function shownRevision(location: RevisionLocation): RevisionLocation {
  const { appSpecContent, ...rest } = location;
  return appSpecContent ? { ...rest, appSpecContent: { sha256: appSpecContent.sha256 } } : location;
}

/** Throws InvalidRevisionException unless the location is complete and of a type that the platform takes. */
export function checkRevision(platform: ComputePlatform, location: RevisionLocation): void {
  const problem = problemOf(platform, location);
  if (problem) throw exception('InvalidRevisionException', problem);
}

function problemOf(platform: ComputePlatform, location: RevisionLocation): string | undefined {
  const { revisionType, s3Location: s3, gitHubLocation: gitHub } = location;
  switch (revisionType) {
    case undefined:
      return 'RevisionType must be specified';
    case 'S3': {
      if (!s3?.bucket || !s3.key || !s3.bundleType)
        return 'S3Location must specify bucket, key and bundleType';
      const isText = s3.bundleType === 'YAML' || s3.bundleType === 'JSON';
      if (platform === 'Server' && isText) return 'BundleType must be either tar, tgz or zip';
      if (platform !== 'Server' && !isText) return 'BundleType must be either YAML or JSON';
      return undefined;
    }
    case 'GitHub':
      if (platform !== 'Server') return `A GitHub revision cannot be deployed to ${platform}`;
      if (!/^[^/\s]+\/[^/\s]+$/.test(gitHub?.repository ?? '')) {
        return `Repository must be account/repository: ${gitHub?.repository}`;
      }
      if (!/^[0-9a-f]{40}$/i.test(gitHub?.commitId ?? '')) {
        return `CommitId must be the full SHA-1 of a commit: ${gitHub?.commitId}`;
      }
      return undefined;
    default:
      if (platform === 'Server') return `A ${revisionType} revision cannot be deployed to Server`;
      return contentOf(location) ? undefined : `A ${revisionType} revision needs its content`;
  }
}

/** Keeps a revision of an application; what is known of it already stays, but for a new description. */
export function register(
  application: Application,
  location: RevisionLocation,
  description?: string,
): Revision {
  const key = revisionKey(location);
  const known = application.revisions.get(key);
  const revision: Revision = known ?? { location, info: { registerTime: new Date() } };
  if (description !== undefined) revision.info.description = description;
  application.revisions.set(key, revision);
  return revision;
}

/** RegisterApplicationRevision. */
export function registerApplicationRevision(region: Region, input: RegisterApplicationRevisionInput): void {
  const application = findApplication(region, input.applicationName);
  checkDescription(input.description);
  const location = required(input.revision);
  checkRevision(application.computePlatform, location);
  checkContent(location);
  register(application, withSha256(location), input.description);
}

/** GetApplicationRevision. */
export function getApplicationRevision(
  region: Region,
  input: GetApplicationRevisionInput,
): GetApplicationRevisionOutput {
  const application = findApplication(region, input.applicationName);
  const location = required(input.revision);
  checkRevision(application.computePlatform, location);
  const revision = application.revisions.get(revisionKey(location));
  if (!revision) {
    throw exception(
      'RevisionDoesNotExistException',
      `The revision does not exist in application ${application.name}: ${revisionKey(location)}`,
    );
  }
  return {
    applicationName: application.name,
    revision: revision.location,
    revisionInfo: revisionInfo(application, revision),
  };
}

/** BatchGetApplicationRevisions: unknown revisions are left out. */
export function batchGetApplicationRevisions(
  region: Region,
  input: BatchGetApplicationRevisionsInput,
): BatchGetApplicationRevisionsOutput {
  const application = findApplication(region, input.applicationName);
  const locations = input.revisions ?? [];
  checkBatch(locations, 25);
  return {
    applicationName: application.name,
    revisions: locations
      .map((location) => application.revisions.get(revisionKey(location)))
      .filter((revision) => revision !== undefined)
      .map((revision) => ({
        revisionLocation: revision.location,
        genericRevisionInfo: revisionInfo(application, revision),
      })),
  };
}

/** ListApplicationRevisions. */
export function listApplicationRevisions(
  region: Region,
  input: ListApplicationRevisionsInput,
): ListApplicationRevisionsOutput {
  const application = findApplication(region, input.applicationName);
  const {
    s3Bucket,
    s3KeyPrefix,
    deployed = 'ignore',
    sortBy = 'registerTime',
    sortOrder = 'ascending',
  } = input;
  if (s3KeyPrefix !== undefined && s3Bucket === undefined) {
    throw exception('BucketNameFilterRequiredException', 's3KeyPrefix needs s3Bucket');
  }
  const selected = [...application.revisions.values()].filter(({ location, info }) => {
    const s3 = location.s3Location;
    if (s3Bucket !== undefined && s3?.bucket !== s3Bucket) return false;
    if (s3KeyPrefix !== undefined && !s3?.key?.startsWith(s3KeyPrefix)) return false;
    return deployed === 'ignore' || (deployed === 'include') === (info.firstUsedTime !== undefined);
  });
  const time = (revision: Revision) => revision.info[sortBy]?.getTime() ?? 0;
  selected.sort((a, b) => (sortOrder === 'descending' ? time(b) - time(a) : time(a) - time(b)));
  const { items, ...next } = page(selected, input.nextToken, region.settings.entriesPerPage);
  return { revisions: items.map(({ location }) => shownRevision(location)), ...next };
}

function revisionInfo(application: Application, revision: Revision): GenericRevisionInfo {
  const key = revisionKey(revision.location);
  const groups = [...application.groups.values()];
  return {
    ...revision.info,
    deploymentGroups: groups
      .filter((group) => group.targetRevision && revisionKey(group.targetRevision) === key)
      .map((group) => group.name),
  };
}

function required(location: RevisionLocation | undefined): RevisionLocation {
  if (!location) throw exception('RevisionRequiredException', 'RevisionLocation must be specified');
  return location;
}
