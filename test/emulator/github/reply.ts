import type { Readable, Transform } from 'node:stream';

/** What a request is answered with. */
export type Reply = { readonly status: number; readonly json: unknown } | ArchiveReply;

export interface ArchiveReply {
  readonly status: 200;
  readonly archive: Readable;
  /** What the archive goes through on its way: gzip, or nothing. */
  readonly encoders: readonly Transform[];
  readonly contentType: string;
  readonly fileName: string;
}

const DOCUMENTATION = 'https://docs.github.com/rest';

/** An error body as GitHub writes it: the status is text. */
export function errorReply(status: number, message: string, documentation = ''): Reply {
  return {
    status,
    json: { message, documentation_url: DOCUMENTATION + documentation, status: String(status) },
  };
}

/** GitHub's answer for what is not there, and for what the caller may not know to be there. */
export function notFound(documentation = ''): Reply {
  return errorReply(404, 'Not Found', documentation);
}
