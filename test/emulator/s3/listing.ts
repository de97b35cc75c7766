import { currentObjects, type ObjectVersion } from './bucket.ts';
import { type Answer, type BucketCall, xmlAnswer } from './call.ts';
import { S3Error } from './error.ts';
import { xmlDocument } from './xml.ts';

const MAX_KEYS = 1000;

export function listObjectsV2({ bucket, target: { query } }: BucketCall): Answer {
  if (query.get('list-type') !== '2') throw new S3Error('NotImplemented');
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const maxKeys = readMaxKeys(query.get('max-keys'));
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : decodeToken(token);
  const text = query.get('encoding-type') === 'url' ? encodeForXml : String;

  const entries = groupEntries(currentObjects(bucket), prefix, delimiter).filter(({ name }) =>
    isAfter(name, after),
  );
  const page = entries.slice(0, maxKeys);
  const last = page.at(-1);
  const isTruncated = last !== undefined && entries.length > page.length;
  return xmlAnswer(
    xmlDocument('ListBucketResult', {
      Name: bucket.name,
      Prefix: text(prefix),
      Delimiter: delimiter === '' ? undefined : text(delimiter),
      MaxKeys: maxKeys,
      EncodingType: query.get('encoding-type') ?? undefined,
      KeyCount: page.length,
      IsTruncated: isTruncated,
      ContinuationToken: token ?? undefined,
      NextContinuationToken: isTruncated ? encodeToken(last.name) : undefined,
      StartAfter: query.has('start-after') ? text(query.get('start-after') ?? '') : undefined,
      Contents: page.flatMap(({ name, object }) => (object ? [describe(text(name), object)] : [])),
      CommonPrefixes: page.flatMap(({ name, object }) => (object ? [] : [{ Prefix: text(name) }])),
    }),
  );
}

export function listMultipartUploads({ bucket, target: { query } }: BucketCall): Answer {
  const prefix = query.get('prefix') ?? '';
  const text = query.get('encoding-type') === 'url' ? encodeForXml : String;
  const uploads = [...bucket.uploads.values()].filter(({ key }) => key.startsWith(prefix));
  return xmlAnswer(
    xmlDocument('ListMultipartUploadsResult', {
      Bucket: bucket.name,
      Prefix: text(prefix),
      MaxUploads: MAX_KEYS,
      EncodingType: query.get('encoding-type') ?? undefined,
      IsTruncated: false,
      Upload: uploads.map(({ key, uploadId, initiated, checksum }) => ({
        Key: text(key),
        UploadId: uploadId,
        Initiated: initiated.toISOString(),
        StorageClass: 'STANDARD',
        ChecksumAlgorithm: checksum?.algorithm,
        ChecksumType: checksum?.type,
      })),
    }),
  );
}

interface Entry {
  /** A key, or a common prefix. */
  readonly name: string;
  readonly object?: ObjectVersion;
}

function groupEntries(objects: readonly ObjectVersion[], prefix: string, delimiter: string): Entry[] {
  const entries = new Map<string, Entry>();
  for (const object of objects.filter(({ key }) => key.startsWith(prefix))) {
    const at = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const entry =
      at < 0 ? { name: object.key, object } : { name: object.key.slice(0, at + delimiter.length) };
    entries.set(entry.name, entry);
  }
  return [...entries.values()];
}

function describe(key: string, object: ObjectVersion) {
  return {
    Key: key,
    LastModified: object.lastModified.toISOString(),
    ETag: `"${object.eTag}"`,
    ChecksumAlgorithm: object.checksum.algorithm,
    ChecksumType: object.checksum.type,
    Size: object.size,
    StorageClass: 'STANDARD',
  };
}

function isAfter(name: string, after: string): boolean {
  return Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0;
}

function readMaxKeys(value: string | null): number {
  if (value === null) return MAX_KEYS;
  if (!/^\d{1,10}$/.test(value)) {
    throw new S3Error('InvalidArgument', { details: { ArgumentName: 'max-keys', ArgumentValue: value } });
  }
  return Math.min(Number(value), MAX_KEYS);
}

function encodeToken(name: string): string {
  return Buffer.from(name).toString('base64');
}

function decodeToken(token: string): string {
  return Buffer.from(token, 'base64').toString('utf8');
}

/** `encoding-type=url`: keys may hold characters that XML cannot. */
function encodeForXml(text: string): string {
  return encodeURIComponent(text).replaceAll('%2F', '/');
}
