import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';
import { crc32c, crc64nvme, type RunningChecksum } from './crc.ts';
import { S3Error } from './error.ts';

const ALGORITHMS = {
  CRC32: { bytes: 4, create: zlibCrc32 },
  CRC32C: { bytes: 4, create: crc32c },
  CRC64NVME: { bytes: 8, create: crc64nvme },
  SHA1: { bytes: 20, create: () => hashChecksum('sha1') },
  SHA256: { bytes: 32, create: () => hashChecksum('sha256') },
} as const;

export type ChecksumAlgorithm = keyof typeof ALGORITHMS;
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** A checksum as S3 keeps it: base64, with `-N` after a COMPOSITE one of N parts. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  readonly value: string;
}

/** What a request promises about its body's checksum. */
export interface ExpectedChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Undefined when the value comes in a trailer after the body. */
  readonly value: string | undefined;
}

const ALGORITHM_NAMES = Object.keys(ALGORITHMS) as ChecksumAlgorithm[];

/** The header, or trailer, that carries a checksum of that algorithm. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** The XML element that carries it: `ChecksumCRC32`. */
export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`;
}

export function startChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  return ALGORITHMS[algorithm].create();
}

/** Headers that tell a client an object's or part's checksum. */
export function checksumHeaders(checksum: Checksum): Record<string, string> {
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

/** The algorithm that a header such as x-amz-checksum-algorithm names; throws an S3Error for an unknown one. */
export function parseAlgorithm(name: string): ChecksumAlgorithm {
  const algorithm = ALGORITHM_NAMES.find((known) => known === name.toUpperCase());
  if (algorithm === undefined) {
    throw new S3Error('InvalidRequest', {
      message:
        'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    });
  }
  return algorithm;
}

/** Reads the checksum headers of an upload; undefined when the client sent none. */
export function expectedChecksum(headers: IncomingHttpHeaders): ExpectedChecksum | undefined {
  const given = ALGORITHM_NAMES.filter((algorithm) => headers[checksumHeader(algorithm)] !== undefined);
  const trailers = String(headers['x-amz-trailer'] ?? '')
    .toLowerCase()
    .split(/\s*,\s*/);
  const promised = ALGORITHM_NAMES.filter((algorithm) => trailers.includes(checksumHeader(algorithm)));
  const [algorithm, ...others] = [...given, ...promised];
  if (others.length > 0) {
    throw new S3Error('InvalidRequest', {
      message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    });
  }
  requireNamedAlgorithm(headers, algorithm);
  if (algorithm === undefined) return undefined;
  const value = headers[checksumHeader(algorithm)];
  return { algorithm, value: value === undefined ? undefined : wellFormed(algorithm, String(value)) };
}

/** Compares what was promised with what was computed; throws BadDigest when they differ. */
export function verifyChecksum(algorithm: ChecksumAlgorithm, promised: string, computed: string): void {
  if (wellFormed(algorithm, promised) === computed) return;
  throw new S3Error('BadDigest', {
    message: `The ${algorithm} you specified did not match the calculated checksum.`,
  });
}

/** The checksum of the parts' checksums: base64, a hyphen and the number of parts. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly string[]): Checksum {
  const running = startChecksum(algorithm);
  for (const part of parts) running.update(Buffer.from(part, 'base64'));
  return { algorithm, type: 'COMPOSITE', value: `${running.digest().toString('base64')}-${parts.length}` };
}

function requireNamedAlgorithm(headers: IncomingHttpHeaders, present: ChecksumAlgorithm | undefined): void {
  const named = headers['x-amz-sdk-checksum-algorithm'];
  if (named === undefined || parseAlgorithm(String(named)) === present) return;
  throw new S3Error('InvalidRequest', {
    message:
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
  });
}

function wellFormed(algorithm: ChecksumAlgorithm, value: string): string {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === ALGORITHMS[algorithm].bytes && bytes.toString('base64') === value) return value;
  throw new S3Error('InvalidRequest', {
    message: `Value for ${checksumHeader(algorithm)} header is invalid.`,
  });
}

function zlibCrc32(): RunningChecksum {
  let crc = 0;
  return {
    update(data) {
      crc = crc32(data, crc);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(crc);
      return bytes;
    },
  };
}

function hashChecksum(name: 'sha1' | 'sha256'): RunningChecksum {
  const hash = createHash(name);
  return { update: (data) => void hash.update(data), digest: () => hash.digest() };
}
