import type { Content } from '../bundle/read-contents.ts';
import type { BundleType } from '../model/revision.ts';
import { gzip } from './gzip.ts';
import { tar } from './tar.ts';
import { zip } from './zip.ts';

/** Makes the bytes of an archive of the contents, in their order. */
type Container = (contents: AsyncIterable<Content>) => AsyncIterable<Buffer>;

export const containers: Record<BundleType, Container> = { zip, tar, tgz: (contents) => gzip(tar(contents)) };
