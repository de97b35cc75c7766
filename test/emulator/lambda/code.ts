import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractZip } from '../fleet/unpack-zip.ts';
import { exception } from './error.ts';
import type { Region } from './state.ts';

/** Where code comes from: a zip file in the request, one in S3, or a directory of this machine. */
export type Code =
  | string
  | {
      readonly ZipFile?: Uint8Array | undefined;
      readonly S3Bucket?: string | undefined;
      readonly S3Key?: string | undefined;
      readonly S3ObjectVersion?: string | undefined;
    };

/** Puts the code into a directory. Gives the hash and the size that Lambda tells: of the zip file. */
export async function installCode(
  region: Region,
  code: Code,
  directory: string,
): Promise<{ sha256: string; size: number }> {
  mkdirSync(directory, { recursive: true });
  if (typeof code === 'string') {
    cpSync(code, directory, { recursive: true });
    return identityOf(...filesIn(directory));
  }
  const zip = code.ZipFile ?? (await zipInS3(region, code));
  const file = `${directory}.zip`;
  writeFileSync(file, zip);
  await extractZip(file, directory).catch(() => {
    throw exception(
      'InvalidParameterValueException',
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    );
  });
  rmSync(file);
  return identityOf(zip);
}

async function zipInS3(region: Region, { S3Bucket, S3Key, S3ObjectVersion }: Exclude<Code, string>) {
  if (!S3Bucket || !S3Key) {
    throw exception('InvalidParameterValueException', 'Please provide a source for function code.');
  }
  const version = S3ObjectVersion === undefined ? {} : { version: S3ObjectVersion };
  return region.download({ bucket: S3Bucket, key: S3Key, ...version }).catch((error: Error) => {
    throw exception(
      'InvalidParameterValueException',
      `Error occurred while GetObject. S3 Error Message: ${error.message}`,
    );
  });
}

/** The names and the contents of a directory: a directory has no zip file to hash. */
function filesIn(directory: string): Uint8Array[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return paths.sort().flatMap((path) => [Buffer.from(path.slice(directory.length)), readFileSync(path)]);
}

function identityOf(...parts: readonly Uint8Array[]): { sha256: string; size: number } {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return { sha256: hash.digest('base64'), size: parts.reduce((sum, { length }) => sum + length, 0) };
}
