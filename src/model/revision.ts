import type { RevisionLocation } from '@aws-sdk/client-codedeploy';
import { uriComponent } from '../text/escape.ts';

export const bundleTypes = ['zip', 'tgz', 'tar'] as const;
export type BundleType = (typeof bundleTypes)[number];

/** A bundle in S3. `versionId` and `eTag` pin it: instances reject any other object. */
export interface S3Revision {
  readonly type: 'S3';
  readonly bucket: string;
  readonly key: string;
  readonly bundleType: BundleType;
  readonly versionId?: string | undefined;
  /** Without quotes. */
  readonly eTag?: string | undefined;
}

/** A commit that instances download from GitHub. */
export interface GitHubRevision {
  readonly type: 'GitHub';
  /** `owner/repo` */
  readonly repository: string;
  /** Full SHA-1. */
  readonly commitId: string;
}

/** The AppSpec file of a deployment to Lambda or ECS: all that such a deployment needs. */
export interface AppSpecRevision {
  readonly type: 'AppSpec';
  /** CodeDeploy keeps such a revision for one application, in one account and region. */
  readonly applicationName: string;
  /** Of the content, in hexadecimal. */
  readonly sha256: string;
  /** YAML or JSON; `undefined` when only the hash is known, as CodeDeploy tells it. */
  readonly content?: string | undefined;
}

export type Revision = S3Revision | GitHubRevision | AppSpecRevision;

/** The revision that the deployment deployed. */
export interface DeploymentReference {
  readonly type: 'Deployment';
  readonly deploymentId: string;
}

/** The inputs that say which revision is wanted. */
export interface RevisionWanted {
  readonly revision: Revision | DeploymentReference | undefined;
  readonly s3Bucket: string | undefined;
}

/** `undefined` when the input names a deployment, which the step has to read first. */
export function revisionTypeOf({ revision, s3Bucket }: RevisionWanted): Revision['type'] | undefined {
  const type = revision?.type ?? (s3Bucket === undefined ? 'GitHub' : 'S3');
  return type === 'Deployment' ? undefined : type;
}

export const revisionForms =
  's3://bucket/key?versionId=…&eTag=… (in the key, %25 for % and %3F for ?), github://owner/repo@<40-digit sha>, appspec://sha256/<hash>?application=… or d-XXXXXXXXX';

const gitHubForm = /^github:\/\/([\w.-]+\/[\w.-]+)@([0-9a-f]{40})$/i;
const s3Form = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([^?]+)(?:\?(.*))?$/;
const appSpecForm = /^appspec:\/\/sha256\/([0-9a-f]{64})\?application=([^&]+)$/;
const deploymentForm = /^d-[A-Z0-9]{6,}$/;
const s3Parameters = ['versionId', 'eTag', 'bundleType'];

/** Reads the `revision` input. `undefined` when the text has none of the {@link revisionForms}. */
export function parseRevision(text: string): Revision | DeploymentReference | undefined {
  if (deploymentForm.test(text)) return { type: 'Deployment', deploymentId: text };
  const gitHub = gitHubForm.exec(text);
  if (gitHub?.[1] && gitHub[2]) {
    return { type: 'GitHub', repository: gitHub[1], commitId: gitHub[2].toLowerCase() };
  }
  const [, sha256, application] = appSpecForm.exec(text) ?? [];
  const applicationName = application === undefined ? undefined : decode(application);
  if (sha256 && applicationName) return { type: 'AppSpec', applicationName, sha256 };
  const s3 = s3Form.exec(text);
  return s3?.[1] && s3[2] ? parseS3({ bucket: s3[1], key: s3[2], query: s3[3] ?? '' }) : undefined;
}

function parseS3({ bucket, key: encodedKey, query }: { bucket: string; key: string; query: string }) {
  const parameters = new URLSearchParams(query.replaceAll('+', '%2B'));
  const names = [...parameters.keys()];
  if (names.some((name, index) => !s3Parameters.includes(name) || names.indexOf(name) < index))
    return undefined;
  const key = decode(encodedKey);
  const bundleType = parameters.get('bundleType') ?? (key && bundleTypeOfKey(key)) ?? 'zip';
  if (!key || /\p{Cc}/u.test(key) || !isBundleType(bundleType)) return undefined;
  return {
    type: 'S3',
    bucket,
    key,
    bundleType,
    versionId: parameters.get('versionId') || undefined,
    eTag: stripQuotes(parameters.get('eTag')),
  } satisfies S3Revision;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function isBundleType(text: string): text is BundleType {
  return (bundleTypes as readonly string[]).includes(text);
}

/** The archive type that a key's extension indicates. */
function bundleTypeOfKey(key: string): BundleType | undefined {
  if (/\.(tgz|tar\.gz)$/i.test(key)) return 'tgz';
  return bundleTypes.find((type) => key.toLowerCase().endsWith(`.${type}`));
}

/** S3 and CodeDeploy return eTags sometimes with quotes, sometimes without. */
export function stripQuotes(eTag: string | null | undefined): string | undefined {
  return eTag?.replaceAll('"', '') || undefined;
}

/** The URI that {@link parseRevision} reads back to the same revision. */
export function formatRevision(revision: Revision): string {
  if (revision.type === 'GitHub') return `github://${revision.repository}@${revision.commitId}`;
  if (revision.type === 'AppSpec')
    return `appspec://sha256/${revision.sha256}?application=${uriComponent(revision.applicationName)}`;
  const { bucket, key, bundleType, versionId, eTag } = revision;
  const parameters = Object.entries({
    versionId,
    eTag,
    bundleType: (bundleTypeOfKey(key) ?? 'zip') === bundleType ? undefined : bundleType,
  }).flatMap(([name, value]) => (value ? [`${name}=${uriComponent(value)}`] : []));
  const path = key.split('/').map(uriComponent).join('/');
  return `s3://${bucket}/${path}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`;
}

/** The revision in the form that CreateDeployment and RegisterApplicationRevision accept. */
export function toRevisionLocation(revision: Revision): RevisionLocation {
  if (revision.type === 'GitHub') {
    const { repository, commitId } = revision;
    return { revisionType: 'GitHub', gitHubLocation: { repository, commitId } };
  }
  if (revision.type === 'AppSpec') {
    const { content, sha256 } = revision;
    const appSpecContent = { ...(content !== undefined && { content }), sha256 };
    return { revisionType: 'AppSpecContent', appSpecContent };
  }
  const { bucket, key, bundleType, versionId, eTag } = revision;
  return {
    revisionType: 'S3',
    s3Location: {
      bucket,
      key,
      bundleType,
      ...(versionId && { version: versionId }),
      ...(eTag && { eTag }),
    },
  };
}

/** Reads a revision of an application that CodeDeploy returned; `undefined` for other revision types. */
export function fromRevisionLocation(
  location: RevisionLocation | undefined,
  applicationName = '',
): Revision | undefined {
  const { gitHubLocation: gitHub, s3Location: s3, appSpecContent: appSpec } = location ?? {};
  if (appSpec?.sha256)
    return {
      type: 'AppSpec',
      applicationName,
      sha256: appSpec.sha256,
      content: appSpec.content ?? undefined,
    };
  if (gitHub?.repository && gitHub.commitId) {
    return { type: 'GitHub', repository: gitHub.repository, commitId: gitHub.commitId };
  }
  if (!s3?.bucket || !s3.key || !s3.bundleType || !isBundleType(s3.bundleType)) return undefined;
  return {
    type: 'S3',
    bucket: s3.bucket,
    key: s3.key,
    bundleType: s3.bundleType,
    versionId: s3.version,
    eTag: stripQuotes(s3.eTag),
  };
}
