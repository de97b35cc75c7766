import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { MultipartUpload, UploadedPart } from './bucket.ts';
import { type Checksum, checksumElement, compositeChecksum, startChecksum } from './checksum.ts';
import { S3Error } from './error.ts';
import { elements, elementText } from './xml.ts';

const MIN_PART = 5 * 1024 ** 2;

/** Reads the list of parts of CompleteMultipartUpload and finds them; throws an S3Error for a list that S3 refuses. */
export function selectParts(upload: MultipartUpload, document: string): UploadedPart[] {
  const listed = elements(document, 'Part');
  if (listed.length === 0) throw new S3Error('MalformedXML');
  const numbers = listed.map((element) => Number(elementText(element, 'PartNumber')));
  if (numbers.some((number, index) => !(number > (numbers[index - 1] ?? 0)))) {
    throw new S3Error('InvalidPartOrder', { details: { UploadId: upload.uploadId } });
  }
  const parts = listed.map((element, index) => findPart(upload, numbers[index] ?? 0, element));
  for (const [index, part] of parts.slice(0, -1).entries()) {
    if (part.size < MIN_PART) throw tooSmall(part, numbers[index] ?? 0);
  }
  return parts;
}

/** Concatenates the parts into a file and computes the object's checksum, of the kind that the upload asked for. */
export async function joinParts(
  upload: MultipartUpload,
  parts: readonly UploadedPart[],
  file: string,
): Promise<{ file: string; size: number; checksum: Checksum }> {
  const algorithm = upload.checksum?.algorithm ?? 'CRC64NVME';
  const whole = startChecksum(algorithm);
  let size = 0;
  try {
    await using target = await open(file, 'w');
    for (const part of parts) {
      for await (const chunk of createReadStream(part.file)) {
        whole.update(chunk);
        size += chunk.length;
        await target.writeFile(chunk);
      }
    }
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  const values = parts.map(({ checksum }) => checksum.value);
  const checksum: Checksum =
    upload.checksum?.type === 'COMPOSITE'
      ? compositeChecksum(algorithm, values)
      : { algorithm, type: 'FULL_OBJECT', value: whole.digest().toString('base64') };
  return { file, size, checksum };
}

function findPart(upload: MultipartUpload, number: number, element: string): UploadedPart {
  const part = upload.parts.get(number);
  const eTag = elementText(element, 'ETag')?.replaceAll('"', '');
  const promised = part && elementText(element, checksumElement(part.checksum.algorithm));
  const isWrong = promised !== undefined && promised !== part?.checksum.value;
  if (part === undefined || eTag !== part.eTag || isWrong) {
    throw new S3Error('InvalidPart', {
      details: { UploadId: upload.uploadId, PartNumber: String(number), ETag: eTag ?? '' },
    });
  }
  if (promised === undefined && upload.checksum?.type === 'COMPOSITE') {
    throw new S3Error('InvalidRequest', {
      message: `The upload was created using a ${upload.checksum.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
    });
  }
  return part;
}

function tooSmall(part: UploadedPart, number: number): S3Error {
  return new S3Error('EntityTooSmall', {
    details: {
      ProposedSize: String(part.size),
      MinSizeAllowed: String(MIN_PART),
      PartNumber: String(number),
      ETag: part.eTag,
    },
  });
}
