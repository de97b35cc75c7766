import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
var __webpack_exports__ = {};

;// CONCATENATED MODULE: external "node:worker_threads"
const external_node_worker_threads_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");
;// CONCATENATED MODULE: external "node:util"
const external_node_util_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");
;// CONCATENATED MODULE: external "node:zlib"
const external_node_zlib_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");
;// CONCATENATED MODULE: ./build/archive/deflate.js


/** How far back deflate looks (RFC 1951, 2): what a block may refer to of the one before it. */
const windowSize = (/* unused pure expression or super */ null && (32 * 1024));
/** A quarter less time than 6, a hundredth more bytes. */
const level = 5;
/** Of a stored block of deflate (RFC 1951, 3.2.4). */
const mostStored = 0xffff;
/** An empty last block (RFC 1951, 3.2.6): ends what {@link deflateBlock} made. */
const endOfBlocks = Buffer.of(0x03, 0x00);
const deflate = (0,external_node_util_namespaceObject.promisify)(external_node_zlib_namespaceObject.deflateRaw);
/**
 * The whole content as one deflate stream. zlib gets a window and tables of the content's size: to make and clear the
 * largest ones takes it longer than to compress a small file.
 */
function deflateWhole(content) {
    const windowBits = Math.min(Math.max(Math.ceil(Math.log2(content.length)), 9), external_node_zlib_namespaceObject.constants.Z_MAX_WINDOWBITS);
    const memLevel = Math.min(windowBits - 6, external_node_zlib_namespaceObject.constants.Z_MAX_MEMLEVEL);
    // As a rule it suffices, so that zlib need not be called again for the rest.
    const chunkSize = Math.max(external_node_zlib_namespaceObject.constants.Z_MIN_CHUNK, content.length);
    return (0,external_node_zlib_namespaceObject.deflateRawSync)(content, { level, windowBits, memLevel, chunkSize });
}
/** The end of a block, which the next may refer to. */
function dictionaryOf(block) {
    return block.subarray(-windowSize);
}
/**
 * A block in the middle of a deflate stream, made in a thread of Node's pool. Blocks one after the other, and
 * {@link endOfBlocks}, are a stream. A block that does not shrink is stored.
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
 * Compresses each content, and writes what it becomes over what was there: none grows, so none is overwritten before its
 * turn. The same batch gives the same bytes, whatever was compressed before.
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

