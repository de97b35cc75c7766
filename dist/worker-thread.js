import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
var __webpack_exports__ = {};

;// CONCATENATED MODULE: external "node:worker_threads"
const external_node_worker_threads_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");
;// CONCATENATED MODULE: external "node:util"
const external_node_util_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");
;// CONCATENATED MODULE: external "node:zlib"
const external_node_zlib_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");
;// CONCATENATED MODULE: ./build/archive/deflate.js


/** Deflate refers to at most this many earlier bytes (RFC 1951, 2), those of the previous block included. */
const windowSize = (/* unused pure expression or super */ null && (32 * 1024));
/** Takes a quarter less time than level 6, and one percent more bytes. */
const level = 5;
/** The most bytes that a stored block can hold (RFC 1951, 3.2.4). */
const mostStored = 0xffff;
/** An empty block, marked as the last (RFC 1951, 3.2.6). It ends a stream of blocks of {@link deflateBlock}. */
const endOfBlocks = Buffer.of(0x03, 0x00);
const deflate = (0,external_node_util_namespaceObject.promisify)(external_node_zlib_namespaceObject.deflateRaw);
/**
 * The whole content as one deflate stream. zlib gets a window and tables that fit the content, because allocating the
 * largest ones takes longer than compressing a small file.
 */
function deflateWhole(content) {
    const windowBits = Math.min(Math.max(Math.ceil(Math.log2(content.length)), 9), external_node_zlib_namespaceObject.constants.Z_MAX_WINDOWBITS);
    const memLevel = Math.min(windowBits - 6, external_node_zlib_namespaceObject.constants.Z_MAX_MEMLEVEL);
    // Room for the whole result, so that one call to zlib is enough.
    const chunkSize = Math.max(external_node_zlib_namespaceObject.constants.Z_MIN_CHUNK, content.length);
    return (0,external_node_zlib_namespaceObject.deflateRawSync)(content, { level, windowBits, memLevel, chunkSize });
}
/** The end of a block, for the next block to refer to. */
function dictionaryOf(block) {
    return block.subarray(-windowSize);
}
/**
 * Compresses a block for the middle of a deflate stream, in a thread of Node's pool. Such blocks in a row, followed by
 * {@link endOfBlocks}, are a deflate stream. A block that would not get smaller is stored.
 */
async function deflateBlock(block, dictionary) {
    const deflated = await deflate(block, {
        level,
        memLevel: constants.Z_MAX_MEMLEVEL,
        chunkSize: Math.max(constants.Z_MIN_CHUNK, block.length),
        finishFlush: constants.Z_SYNC_FLUSH,
        ...(dictionary && { dictionary }),
    });
    return deflated.length < block.length ? deflated : stored(block);
}
function stored(block) {
    const pieces = [];
    for (let start = 0; start < block.length; start += mostStored) {
        const piece = block.subarray(start, start + mostStored);
        const header = Buffer.alloc(5);
        header.writeUInt16LE(piece.length, 1);
        header.writeUInt16LE(piece.length ^ 0xffff, 3);
        pieces.push(header, piece);
    }
    return Buffer.concat(pieces);
}

;// CONCATENATED MODULE: ./build/archive/batch.js

/**
 * Compresses each content and writes the results to the start of the same buffer. No result is larger than its content, so
 * none overwrites a content that is still to come. The result depends on the batch alone.
 */
function compressBatch({ bytes, contents }) {
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

;// CONCATENATED MODULE: ./build/archive/worker-thread.js
/** The program of the thread that {@link createCompressor} starts. */


external_node_worker_threads_namespaceObject.parentPort?.on('message', (batch) => {
    const contents = compressBatch(batch);
    external_node_worker_threads_namespaceObject.parentPort?.postMessage({ contents, bytes: batch.bytes }, [batch.bytes.buffer]);
});

