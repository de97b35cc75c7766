import { ACCOUNT } from './access.ts';
import { receiveDocument } from './body.ts';
import { type Bucket, newBucket, type VersioningStatus } from './bucket.ts';
import { type Answer, type BucketCall, type Call, xmlAnswer } from './call.ts';
import { S3Error } from './error.ts';
import { elementText, xmlDocument } from './xml.ts';

const US_EAST_1 = 'us-east-1';

export function listBuckets({ store }: Call): Answer {
  const own = [...store.buckets.values()].filter(({ owner }) => owner === ACCOUNT);
  const names = own.sort((a, b) => (a.name < b.name ? -1 : 1));
  return xmlAnswer(
    xmlDocument('ListAllMyBucketsResult', {
      Owner: { ID: ACCOUNT },
      Buckets: {
        Bucket: names.map(({ name, created, region }) => ({
          Name: name,
          CreationDate: created.toISOString(),
          BucketRegion: region,
        })),
      },
    }),
  );
}

export async function createBucket({ store, request, target, region }: Call): Promise<Answer> {
  const constraint = elementText(await receiveDocument(request), 'LocationConstraint');
  requireBucketName(target.bucket);
  requireConstraint(constraint, region);
  const existing = store.buckets.get(target.bucket);
  if (existing !== undefined) refuseExisting(existing, region);
  else addBucket(store.buckets, { name: target.bucket, region });
  return { status: 200, headers: { location: `/${target.bucket}` } };
}

/** Adds a bucket, of the callers' account unless `owner` says otherwise; throws an S3Error for a bad name. */
export function addBucket(
  buckets: Map<string, Bucket>,
  {
    name,
    region = US_EAST_1,
    versioning,
    owner = ACCOUNT,
  }: {
    readonly name: string;
    readonly region?: string;
    readonly versioning?: VersioningStatus;
    readonly owner?: string;
  },
): void {
  requireBucketName(name);
  buckets.set(name, newBucket({ name, region, owner, versioning }));
}

export function headBucket({ bucket }: BucketCall): Answer {
  return {
    status: 200,
    headers: { 'x-amz-bucket-region': bucket.region, 'content-type': 'application/xml' },
  };
}

/** us-east-1 has no location constraint, so S3 answers with an empty element. */
export function getBucketLocation({ bucket }: BucketCall): Answer {
  return xmlAnswer(xmlDocument('LocationConstraint', bucket.region === US_EAST_1 ? '' : bucket.region));
}

export function getBucketVersioning({ bucket }: BucketCall): Answer {
  return xmlAnswer(xmlDocument('VersioningConfiguration', { Status: bucket.versioning }));
}

export async function putBucketVersioning({ bucket, request }: BucketCall): Promise<Answer> {
  const status = elementText(await receiveDocument(request), 'Status');
  if (status !== 'Enabled' && status !== 'Suspended') throw new S3Error('MalformedXML');
  bucket.versioning = status;
  return { status: 200 };
}

function requireBucketName(name: string): void {
  if (/^(?!xn--)[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/.test(name)) return;
  throw new S3Error('InvalidBucketName', { details: { BucketName: name } });
}

function requireConstraint(constraint: string | undefined, region: string): void {
  if (region === US_EAST_1 ? constraint === undefined || constraint === '' : constraint === region) return;
  throw new S3Error('IllegalLocationConstraintException', {
    message: `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  });
}

/** In us-east-1 one may create one's own bucket again, for the sake of old clients (API reference, CreateBucket). */
function refuseExisting(bucket: Bucket, region: string): void {
  const details = { BucketName: bucket.name };
  if (bucket.owner !== ACCOUNT) throw new S3Error('BucketAlreadyExists', { details });
  if (bucket.region !== US_EAST_1 || region !== US_EAST_1)
    throw new S3Error('BucketAlreadyOwnedByYou', { details });
}
