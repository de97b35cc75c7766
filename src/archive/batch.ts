import { deflateWhole } from './deflate.ts';

/** Small contents in one buffer, one after the other. */
export interface Batch {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contents: readonly Unpacked[];
}

export interface Unpacked {
  /** Bytes. */
  readonly size: number;
  /** The target of a link is never compressed: git archive stores it too. */
  readonly isLink: boolean;
}

/** How a content is in the archive: compressed if that makes it smaller, else as it is. */
export interface Packed {
  readonly method: 'stored' | 'deflated';
  /** Bytes. */
  readonly packed: number;
}

/**
 * Compresses each content and writes the results to the start of the same buffer. No result is larger than its content, so
 * none overwrites a content that is still to come. The result depends on the batch alone.
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
