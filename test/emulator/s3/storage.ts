import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from './error.ts';

/** Where S3 keeps an object. */
export interface Storage {
  /** The x-amz-storage-class header. */
  readonly storageClass: string;
  /** The archive tier of S3 Intelligent-Tiering that the object has moved to. */
  readonly archiveStatus?: 'ARCHIVE_ACCESS' | 'DEEP_ARCHIVE_ACCESS';
  /** What x-amz-restore tells of a copy out of the archive: `ongoing-request="false", expiry-date="…"`. */
  readonly restore?: string;
}

const CLASSES = new Set([
  ...['STANDARD', 'REDUCED_REDUNDANCY', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING'],
  ...['GLACIER', 'GLACIER_IR', 'DEEP_ARCHIVE'],
]);

/** Reads where a client wants an object kept. */
export function readStorage(headers: IncomingHttpHeaders): Storage {
  const storageClass = String(headers['x-amz-storage-class'] ?? 'STANDARD');
  if (!CLASSES.has(storageClass)) throw new S3Error('InvalidStorageClass');
  return { storageClass };
}

/** GetObject and HeadObject tell every class but STANDARD (API reference, HeadObject). */
export function storageHeaders({ storageClass, archiveStatus, restore }: Storage): Record<string, string> {
  return {
    ...(storageClass === 'STANDARD' ? {} : { 'x-amz-storage-class': storageClass }),
    ...(archiveStatus === undefined ? {} : { 'x-amz-archive-status': archiveStatus }),
    ...(restore === undefined ? {} : { 'x-amz-restore': restore }),
  };
}

/** What is in an archive is given to nobody until it is restored (API reference, GetObject). */
export function requireReadable({ storageClass, archiveStatus, restore = '' }: Storage): void {
  const isRestored = restore.startsWith('ongoing-request="false"');
  const isArchived = storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE';
  if (archiveStatus === undefined && (!isArchived || isRestored)) return;
  throw new S3Error('InvalidObjectState', {
    details: { StorageClass: storageClass, ...(archiveStatus && { AccessTier: archiveStatus }) },
  });
}
