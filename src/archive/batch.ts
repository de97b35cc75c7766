import { deflateWhole } from './deflate.ts';

/** Small contents, one after the other. */
export interface Batch {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contents: readonly Unpacked[];
}

export interface Unpacked {
  /** Bytes. */
  readonly size: number;
  /** The target of a link is stored, as git archive does. */
  readonly isLink: boolean;
}

/** What became of a content. It is stored, as it is, unless it shrinks. */
export interface Packed {
  readonly method: 'stored' | 'deflated';
  /** Bytes. */
  readonly packed: number;
}

/**
 * Compresses each content, and writes what it becomes over what was there: none grows, so none is overwritten before its
 * turn. The same batch gives the same bytes, whatever was compressed before.
 */
export function compressBatch({ bytes, contents }: Batch): readonly Packed[] {
  let [start, end] = [0, 0];
  return contents.map(({ size, isLink }) => {
    const content = bytes.subarray(start, start + size);
    const deflated = size > 0 && !isLink ? deflateWhole(content) : content;
    const method = deflated.length < size ? 'deflated' : 'stored';
    const piece = method === 'deflated' ? deflated : content;
    bytes.set(piece, end);
    start += size;
    end += piece.length;
    return { method, packed: piece.length };
  });
}
