import type { Bundle } from '../archive/create-bundle.ts';
import { type Stored, storeBundle } from '../s3/store.ts';
import type { PartsUpload } from '../s3/upload.ts';
import { singleLine } from '../text/escape.ts';
import type {
  InspectedInPlace,
  Inspection,
  PackagedFiles,
  PlannedRevision,
  PublishedRevision,
} from './inspection.ts';

export interface Publish {
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
  /** Saves a multipart upload when it starts, and `undefined` when none of its parts are left. */
  readonly saveParts: (upload: PartsUpload | undefined) => void;
}

/**
 * Makes the revision available to instances: packages and uploads it, unless the bucket already has a bundle with the
 * same content.
 * @throws ActionError when that fails.
 */
export async function publish(inspection: Inspection, options: Publish): Promise<PublishedRevision> {
  if (inspection.kind === 'in place') return toPlanned(inspection);
  const { found, commit, place } = inspection;
  const { log } = options;
  if (found.kind === 'same') {
    logSameContent(found.stored, log);
    return { ...found.stored, ...(commit && { commit }), uploaded: false };
  }
  const bundle = await inspection.pack(options);
  const stored = await storeBundle({ ...options, place, found, bundle, commit });
  log(
    stored.uploaded
      ? `Uploaded to ${describe(stored)}`
      : `Another run has already uploaded the same content to ${describe(stored)}.`,
  );
  return { ...stored, ...(commit && { commit }), bundle: filesOf(bundle) };
}

/** Returns what {@link publish} would do. Packages the bundle to learn its size, then discards it. */
export async function plan(
  inspection: Inspection,
  options: Pick<Publish, 'signal' | 'log'>,
): Promise<PlannedRevision> {
  if (inspection.kind === 'in place') return toPlanned(inspection);
  const { found, commit, place } = inspection;
  if (found.kind === 'same') logSameContent(found.stored, options.log);
  const bundle = await inspection.pack(options);
  const { bucket, key, bundleType } = place;
  const stored =
    found.kind === 'same'
      ? found.stored
      : ({ revision: { type: 'S3', bucket, key, bundleType }, sha256: bundle.sha256 } as const);
  return {
    ...stored,
    ...(commit && { commit }),
    bundle: filesOf(bundle),
    found: found.kind,
    uploaded: false,
  };
}

/** A revision that needs no packaging, with what is known about it. */
export function toPlanned({ revision, commit, sha256, obstacles }: InspectedInPlace): PlannedRevision {
  return {
    revision,
    ...(commit && { commit }),
    ...(sha256 && { sha256 }),
    ...(obstacles.length > 0 && { found: 'refused' }),
    uploaded: false,
  };
}

function logSameContent(stored: Stored, log: Publish['log']): void {
  log(`${describe(stored)} already has the same content. Nothing to upload.`);
}

function filesOf({ files, size, largest }: Bundle): PackagedFiles {
  return { files, size, largest };
}

function describe({ revision }: Pick<Stored, 'revision'>): string {
  const { bucket, key, versionId } = revision;
  return `s3://${bucket}/${singleLine(key)}${versionId ? ` (version ${singleLine(versionId)})` : ''}`;
}
