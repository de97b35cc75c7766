import type { Readable } from 'node:stream';
import { Archiver, type EntryData } from 'archiver';
import type { Content } from '../bundle/read-contents.ts';

/** archiver normalizes `name`. The path as it is comes in a field of its own. */
export interface ContentData extends EntryData {
  readonly header: Pick<Content, 'entry' | 'size'>;
}

/** An archive format, as archiver takes it: entries go in, and the bytes of the archive come out. */
export interface FormatModule {
  /** archiver appends the next entry after `callback`. */
  append(source: Buffer | Readable, data: ContentData, callback: (error?: Error | null) => void): void;
  finalize(): void;
  on(event: 'end' | 'error', listener: (error?: Error) => void): unknown;
  pipe(archive: Archiver): unknown;
}

/**
 * An archive in a format of ours. archiver has no registry of formats since version 8: its own ZipArchive and TarArchive
 * are subclasses that set these members (https://github.com/archiverjs/node-archiver/blob/8.0.0/index.js).
 */
export class FormatArchive extends Archiver {
  protected readonly _module: FormatModule;
  declare protected readonly _modulePipe: () => void;

  constructor(module: FormatModule) {
    // One chunk on either side is enough. With 1 MiB, as archiver has it, the action needs about 7 MB more.
    super({ highWaterMark: 64 * 1024 });
    this._module = module;
    this._modulePipe();
  }
}
