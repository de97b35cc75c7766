export const id = 191;
export const ids = [191];
export const modules = {

/***/ 2191:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createBundle: () => (/* binding */ createBundle)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: external "node:stream/promises"
var promises_ = __webpack_require__(6466);
// EXTERNAL MODULE: ./build/bundle/read-contents.js + 2 modules
var read_contents = __webpack_require__(780);
// EXTERNAL MODULE: ./build/control/errors.js
var errors = __webpack_require__(2023);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
;// CONCATENATED MODULE: ./build/archive/deflate.js


/** Deflate refers to at most this many earlier bytes (RFC 1951, 2), those of the previous block included. */
const windowSize = 32 * 1024;
/** Takes a quarter less time than level 6, and one percent more bytes. */
const level = 5;
/** The most bytes that a stored block can hold (RFC 1951, 3.2.4). */
const mostStored = 0xffff;
/** An empty block, marked as the last (RFC 1951, 3.2.6). It ends a stream of blocks of {@link deflateBlock}. */
const endOfBlocks = Buffer.of(0x03, 0x00);
const deflate = (0,external_node_util_.promisify)(external_node_zlib_.deflateRaw);
/**
 * The whole content as one deflate stream. zlib gets a window and tables that fit the content, because allocating the
 * largest ones takes longer than compressing a small file.
 */
function deflateWhole(content) {
    const windowBits = Math.min(Math.max(Math.ceil(Math.log2(content.length)), 9), constants.Z_MAX_WINDOWBITS);
    const memLevel = Math.min(windowBits - 6, constants.Z_MAX_MEMLEVEL);
    // Room for the whole result, so that one call to zlib is enough.
    const chunkSize = Math.max(constants.Z_MIN_CHUNK, content.length);
    return deflateRawSync(content, { level, windowBits, memLevel, chunkSize });
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
        memLevel: external_node_zlib_.constants.Z_MAX_MEMLEVEL,
        chunkSize: Math.max(external_node_zlib_.constants.Z_MIN_CHUNK, block.length),
        finishFlush: external_node_zlib_.constants.Z_SYNC_FLUSH,
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

// EXTERNAL MODULE: ./build/bundle/blocks.js
var blocks = __webpack_require__(5487);
;// CONCATENATED MODULE: ./build/archive/deflated-blocks.js



/** Compresses chunks to the blocks of a deflate stream, several at the same time. The caller ends it with `endOfBlocks`. */
async function* deflatedBlocks(chunks) {
    let [crc, size] = [0, 0];
    let dictionary;
    for await (const block of (0,blocks/* blocksOf */.SH)(chunks)) {
        crc = (0,external_node_zlib_.crc32)(block, crc);
        size += block.length;
        const result = deflateBlock(block, dictionary).then((deflated) => ({ kind: 'block', block: deflated }));
        yield { result, weight: block.length };
        dictionary = dictionaryOf(block);
    }
    return { crc, size };
}

;// CONCATENATED MODULE: ./build/archive/ordered.js
/** The most bytes of memory that results may take which wait for their turn. */
const mostHeld = 4 * 1024 * 1024;
/** Yields the results in order. Meanwhile the work on those that follow goes on. */
async function* inOrder(work) {
    const begun = [];
    let held = 0;
    for await (const pending of work) {
        // It is awaited later. Without a handler until then, Node would end the process if it fails.
        if (pending.result instanceof Promise)
            pending.result.catch(() => { });
        begun.push(pending);
        held += pending.weight;
        while (held > mostHeld) {
            const first = begun.shift();
            if (!first)
                break;
            yield await first.result;
            held -= first.weight;
        }
    }
    for (const { result } of begun)
        yield await result;
}

;// CONCATENATED MODULE: ./build/archive/gzip.js



/** Method deflate, no file name, no time, made on Unix (RFC 1952, 2.3). */
const header = Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);
/** The bytes as a gzip file. The same bytes give the same file. */
async function* gzip(bytes) {
    const trailer = Buffer.alloc(8);
    async function* blocks() {
        const { crc, size } = yield* deflatedBlocks(bytes);
        trailer.writeUInt32LE(crc, 0);
        trailer.writeUInt32LE(size % 2 ** 32, 4);
    }
    yield header;
    for await (const { block } of inOrder(blocks()))
        yield block;
    yield endOfBlocks;
    yield trailer;
}

// EXTERNAL MODULE: external "node:buffer"
var external_node_buffer_ = __webpack_require__(4573);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(7075);
// EXTERNAL MODULE: external "node:stream/consumers"
var consumers_ = __webpack_require__(8321);
// EXTERNAL MODULE: ./node_modules/tar-stream/index.js
var tar_stream = __webpack_require__(6118);
// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(8474);
// EXTERNAL MODULE: ./node_modules/archiver/index.js + 24 modules
var archiver = __webpack_require__(9348);
;// CONCATENATED MODULE: ./build/archive/format-archive.js

/**
 * An archive in a format of ours. archiver has no registry of formats since version 8: its own ZipArchive and TarArchive
 * are subclasses that set these members (https://github.com/archiverjs/node-archiver/blob/8.0.0/index.js).
 */
class FormatArchive extends archiver/* Archiver */.fx {
    _module;
    constructor(module) {
        // One chunk on either side is enough. With 1 MiB, as archiver has it, the action needs about 7 MB more.
        super({ highWaterMark: 64 * 1024 });
        this._module = module;
        this._modulePipe();
    }
}

;// CONCATENATED MODULE: ./build/archive/archived.js





/** The bytes of an archive that archiver makes of the contents, in their order. */
async function* archived(contents, module) {
    const archive = new FormatArchive(module);
    // archiver only warns of an entry that it leaves out, and goes on after an error.
    const fail = (error) => void archive.destroy(error);
    archive.on('warning', fail).on('error', fail);
    const filled = fill(archive, contents).catch(fail);
    try {
        yield* archive;
    }
    finally {
        archive.destroy();
        await filled;
    }
}
/** Appends the contents one by one. Ends with an error when the archive is closed before. */
async function fill(archive, contents) {
    const closed = new AbortController();
    const { signal } = closed;
    archive.once('close', () => closed.abort());
    const accepted = (0,external_node_events_.on)(archive, 'entry', { signal });
    for await (const { entry, size, content } of contents) {
        signal.throwIfAborted();
        // In quotes: archiver refuses a name of which it leaves nothing, and takes one that ends with "\" for a directory.
        const data = { name: JSON.stringify(entry.path), header: { entry, size } };
        if (size > blocks/* blockSize */.L6) {
            const stream = external_node_stream_.Readable.from(content, { signal });
            archive.append(stream, data);
            await (0,promises_.finished)(stream);
        }
        else {
            archive.append(await whole(content), data);
        }
        await accepted.next();
    }
    archive.finalize().catch((error) => archive.destroy(error));
}
/** A content in one piece. As a rule it comes as one. */
async function whole(content) {
    const chunks = [];
    for await (const chunk of content)
        chunks.push(chunk);
    const [only] = chunks;
    return only && chunks.length === 1 ? only : Buffer.concat(chunks);
}

;// CONCATENATED MODULE: ./build/archive/tar.js





/** As in zip files: GNU tar warns of earlier times. */
const modified = new Date('1980-01-01T00:00:00Z');
/** A header has room for eleven octal digits (POSIX.1-2017, pax: "ustar Interchange Format"). */
const mostSize = 8 ** 11 - 1;
const permissions = { '100644': 0o644, '100755': 0o755, '120000': 0o777 };
/** Bytes at the end of a tar file: two empty records. */
const endOfTar = 1024;
/** Chunks of fewer bytes are joined. */
const joinedSize = 128 * 1024;
/** The bytes of a tar file that holds the contents, in their order. The same contents give the same bytes. */
function tar(contents) {
    return archived(contents, createTarModule());
}
/** Like archiver's own module for tar files, but it keeps every name, and every target of a link, byte for byte. */
function createTarModule() {
    const output = (0,tar_stream.pack)();
    const bytes = external_node_stream_.Readable.from(joined(output));
    return {
        append(source, { header: { entry, size } }, callback) {
            const member = { name: entry.path, mode: permissions[entry.mode], mtime: modified };
            if (entry.mode === '120000') {
                appendLink(output, { member, source, callback }).catch(callback);
            }
            else if (Buffer.isBuffer(source)) {
                output.entry(member, source, callback);
            }
            else {
                const large = size > mostSize && { pax: { size } };
                source.pipe(output.entry({ ...member, size, ...large }, callback));
            }
        },
        finalize: () => output.finalize(),
        on: (event, listener) => bytes.on(event, listener),
        pipe: (archive) => bytes.pipe(archive),
    };
}
/**
 * The same bytes in fewer chunks: tar-stream makes three of a small file, and every chunk takes time in every stream that it
 * passes. Large chunks are not copied.
 */
async function* joined(chunks) {
    let pieces = [];
    let held = 0;
    for await (const chunk of chunks) {
        const isLarge = chunk.length >= joinedSize;
        if (pieces.length > 0 && (isLarge || held + chunk.length > joinedSize)) {
            yield Buffer.concat(pieces);
            pieces = [];
            held = 0;
        }
        if (isLarge) {
            yield chunk;
        }
        else {
            pieces.push(chunk);
            held += chunk.length;
        }
    }
    yield Buffer.concat(pieces);
}
async function appendLink(output, { member, source, callback }) {
    const target = Buffer.isBuffer(source) ? source : await (0,consumers_.buffer)(source);
    if ((0,external_node_buffer_.isUtf8)(target)) {
        output.entry({ ...member, type: 'symlink', linkname: target.toString() }, callback);
    }
    else {
        output.push(await recordsOf(member, target));
        callback();
    }
}
/**
 * The records of a link whose target is not UTF-8. tar-stream takes targets as text only, so it gets letters of the same
 * length, and writes them into a pax header. The data of that header has no checksum: the target replaces the letters.
 */
async function recordsOf(member, target) {
    const letters = 'x'.repeat(target.length);
    const link = (0,tar_stream.pack)();
    link.entry({ ...member, type: 'symlink', linkname: letters, pax: {} });
    link.finalize();
    const records = await (0,consumers_.buffer)(link);
    const key = 'linkpath=';
    target.copy(records, records.lastIndexOf(key + letters) + key.length);
    return records.subarray(0, -endOfTar);
}

// EXTERNAL MODULE: external "node:worker_threads"
var external_node_worker_threads_ = __webpack_require__(5919);
;// CONCATENATED MODULE: ./build/archive/worker.js


/** The file is next to this module, and in dist/ next to the chunk that holds this module. */
const program = (0,external_node_path_.join)(import.meta.dirname, `worker-thread${(0,external_node_path_.extname)(import.meta.filename)}`);
/** The thread starts with the first batch. */
function createCompressor() {
    /** Batches that the thread has not answered yet, oldest first. */
    const waiting = [];
    let thread;
    function start() {
        const worker = new external_node_worker_threads_.Worker(program, { name: 'compressor', execArgv: [] });
        worker.on('message', ({ bytes, contents }) => {
            const length = contents.reduce((sum, { packed }) => sum + packed, 0);
            waiting.shift()?.resolve({ bytes: Buffer.from(bytes.buffer, 0, length), contents });
        });
        const fail = (error) => {
            for (const answer of waiting.splice(0))
                answer.reject(error);
        };
        worker.on('error', fail);
        worker.on('exit', () => fail(new Error('The thread that compresses has ended.')));
        return worker;
    }
    return {
        compress(batch) {
            thread ??= start();
            const answer = Promise.withResolvers();
            waiting.push(answer);
            thread.postMessage(batch, [batch.bytes.buffer]);
            return answer.promise;
        },
        async [Symbol.asyncDispose]() {
            await thread?.terminate();
        },
    };
}

;// CONCATENATED MODULE: ./build/archive/zip-records.js
const methods = { stored: 0, deflated: 8 };
/** 1980-01-01 00:00, the earliest time of the format. It has no time zone. */
const [time, date] = [0, (1 << 5) | 1];
const most32 = 0xffffffff;
const most16 = 0xffff;
const version = { usual: 20, zip64: 45 };
const madeByUnix = 3 << 8;
const zip64Extra = 1;
/** File types and permissions as stat(2) has them, which is what unzip reads. */
const unixModes = { '100644': 0o100644, '100755': 0o100755, '120000': 0o120777 };
/** Whether sizes of a content may need eight bytes. The limit is below 4 GiB, because deflate makes some contents larger. */
function isLarge(size) {
    return size > 0xfff00000;
}
function versionNeeded(member) {
    return member.isLarge ? version.zip64 : version.usual;
}
function flagsOf({ path, isStreamed }) {
    const isAscii = /^[\x20-\x7e]*$/.test(path);
    return (isStreamed ? 1 << 3 : 0) | (isAscii ? 0 : 1 << 11);
}
/** The record before the data of a member. It has `sizes` if they are known. */
function localHeader(member, sizes) {
    const name = Buffer.from(member.path);
    const extra = member.isLarge ? zip64(sizes?.size ?? 0, sizes?.packed ?? 0) : Buffer.alloc(0);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(versionNeeded(member), 4);
    header.writeUInt16LE(flagsOf(member), 6);
    header.writeUInt16LE(methods[member.method], 8);
    header.writeUInt16LE(time, 10);
    header.writeUInt16LE(date, 12);
    header.writeUInt32LE(sizes?.crc ?? 0, 14);
    header.writeUInt32LE(member.isLarge ? most32 : (sizes?.packed ?? 0), 18);
    header.writeUInt32LE(member.isLarge ? most32 : (sizes?.size ?? 0), 22);
    header.writeUInt16LE(name.length, 26);
    header.writeUInt16LE(extra.length, 28);
    return Buffer.concat([header, name, extra]);
}
/** The record after the data of a streamed member. */
function dataDescriptor(member, { crc, size, packed }) {
    const record = Buffer.alloc(member.isLarge ? 24 : 16);
    record.writeUInt32LE(0x08074b50, 0);
    record.writeUInt32LE(crc, 4);
    if (member.isLarge) {
        record.writeBigUInt64LE(BigInt(packed), 8);
        record.writeBigUInt64LE(BigInt(size), 16);
    }
    else {
        record.writeUInt32LE(packed, 8);
        record.writeUInt32LE(size, 12);
    }
    return record;
}
/** The record of a member in the directory at the end of the file. `offset` is where its local header starts. */
function directoryHeader(member, { crc, size, packed, offset }) {
    const name = Buffer.from(member.path);
    const large = [size, packed, offset].filter((value) => value >= most32);
    const extra = large.length > 0 ? zip64(...large) : Buffer.alloc(0);
    const needed = extra.length > 0 ? version.zip64 : versionNeeded(member);
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE(madeByUnix | version.zip64, 4);
    header.writeUInt16LE(needed, 6);
    header.writeUInt16LE(flagsOf(member), 8);
    header.writeUInt16LE(methods[member.method], 10);
    header.writeUInt16LE(time, 12);
    header.writeUInt16LE(date, 14);
    header.writeUInt32LE(crc, 16);
    header.writeUInt32LE(Math.min(packed, most32), 20);
    header.writeUInt32LE(Math.min(size, most32), 24);
    header.writeUInt16LE(name.length, 28);
    header.writeUInt16LE(extra.length, 30);
    header.writeUInt32LE(unixModes[member.mode] * 0x10000, 38);
    header.writeUInt32LE(Math.min(offset, most32), 42);
    return Buffer.concat([header, name, extra]);
}
/** The end of the file. `offset`, `size` (both in bytes) and `count` (of headers) are the directory's. */
function endOfDirectory({ offset, size, count, }) {
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(Math.min(count, most16), 8);
    end.writeUInt16LE(Math.min(count, most16), 10);
    end.writeUInt32LE(Math.min(size, most32), 12);
    end.writeUInt32LE(Math.min(offset, most32), 16);
    const fits = count < most16 && size < most32 && offset < most32;
    return fits ? end : Buffer.concat([endOfLargeDirectory({ offset, size, count }), end]);
}
function endOfLargeDirectory({ offset, size, count, }) {
    const record = Buffer.alloc(56);
    record.writeUInt32LE(0x06064b50, 0);
    record.writeBigUInt64LE(44n, 4);
    record.writeUInt16LE(madeByUnix | version.zip64, 12);
    record.writeUInt16LE(version.zip64, 14);
    record.writeBigUInt64LE(BigInt(count), 24);
    record.writeBigUInt64LE(BigInt(count), 32);
    record.writeBigUInt64LE(BigInt(size), 40);
    record.writeBigUInt64LE(BigInt(offset), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(offset + size), 8);
    locator.writeUInt32LE(1, 16);
    return Buffer.concat([record, locator]);
}
function zip64(...values) {
    const extra = Buffer.alloc(4 + 8 * values.length);
    extra.writeUInt16LE(zip64Extra, 0);
    extra.writeUInt16LE(8 * values.length, 2);
    for (const [index, value] of values.entries())
        extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
    return extra;
}

;// CONCATENATED MODULE: ./build/archive/zip-steps.js




/**
 * The steps that write the sources into a zip file, in order. Small contents are compressed many at a time, large ones
 * block by block.
 */
async function* stepsOf(sources, compressor) {
    let batch;
    function* taken() {
        if (batch)
            yield { result: compressed(batch, compressor), weight: blocks/* blockSize */.L6 };
        batch = undefined;
    }
    for await (const { entry, size, source } of sources) {
        if (!Buffer.isBuffer(source)) {
            const { path, mode } = entry;
            yield* taken();
            const member = { path, mode, method: 'deflated', isStreamed: true, isLarge: isLarge(size) };
            yield { result: { kind: 'begin', member }, weight: 0 };
            const total = yield* deflatedBlocks(source);
            yield { result: { kind: 'end', member, total }, weight: 0 };
        }
        else {
            if (batch && batch.filled + size > blocks/* blockSize */.L6)
                yield* taken();
            batch ??= { members: [], room: Buffer.allocUnsafeSlow(blocks/* blockSize */.L6), filled: 0 };
            add(batch, entry, source);
        }
    }
    yield* taken();
}
function add(batch, { path, mode }, content) {
    batch.filled += content.copy(batch.room, batch.filled);
    batch.members.push({ path, mode, crc: (0,external_node_zlib_.crc32)(content), size: content.length });
}
async function compressed({ members, room, filled }, compressor) {
    const bytes = room.subarray(0, filled);
    const contents = members.map(({ size, mode }) => ({ size, isLink: mode === '120000' }));
    return { kind: 'members', members, ...(await compressor.compress({ bytes, contents })) };
}

;// CONCATENATED MODULE: ./build/archive/zip-writer.js


/** The bytes of the zip file that the steps write. */
async function* writeZip(steps) {
    const directory = [];
    let written = 0;
    let start = 0;
    let dataStart = 0;
    function put(bytes) {
        written += bytes.length;
        return bytes;
    }
    for await (const step of steps) {
        switch (step.kind) {
            case 'members': {
                const { records, headers } = smallMembers(step, written);
                directory.push(...headers);
                yield put(records);
                break;
            }
            case 'begin':
                start = written;
                yield put(localHeader(step.member));
                dataStart = written;
                break;
            case 'block':
                yield put(step.block);
                break;
            case 'end': {
                yield put(endOfBlocks);
                const sizes = { ...step.total, packed: written - dataStart };
                directory.push(directoryHeader(step.member, { ...sizes, offset: start }));
                yield put(dataDescriptor(step.member, sizes));
                break;
            }
        }
    }
    const headers = Buffer.concat(directory);
    const end = endOfDirectory({ offset: written, size: headers.length, count: directory.length });
    yield put(headers);
    yield put(end);
}
/** The records of members that start at `offset`, and their headers in the directory. */
function smallMembers({ members, bytes, contents }, offset) {
    const records = [];
    const headers = [];
    let [start, end] = [0, offset];
    for (const [index, { crc, size, ...entry }] of members.entries()) {
        const content = contents[index];
        if (!content)
            throw new Error(`${entry.path} was not compressed.`);
        const { method, packed } = content;
        const member = { ...entry, method, isStreamed: false, isLarge: false };
        const sizes = { crc, size, packed };
        const header = localHeader(member, sizes);
        headers.push(directoryHeader(member, { ...sizes, offset: end }));
        records.push(header, bytes.subarray(start, start + packed));
        start += packed;
        end += header.length + packed;
    }
    return { records: Buffer.concat(records), headers };
}

;// CONCATENATED MODULE: ./build/archive/zip.js
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});






/** The bytes of a zip file that holds the contents, in their order. The same contents give the same bytes. */
async function* zip(contents) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const compressor = __addDisposableResource(env_1, createCompressor(), true);
        yield* archived(contents, createZipModule(compressor));
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = __disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
function createZipModule(compressor) {
    let next = Promise.withResolvers();
    async function* sources() {
        for (let appended = await next.promise; appended; appended = await next.promise) {
            next = Promise.withResolvers();
            // The next entry is read while this one is compressed with others.
            appended.callback();
            yield appended;
        }
    }
    const bytes = external_node_stream_.Readable.from(writeZip(inOrder(stepsOf(sources(), compressor))));
    return {
        append: (source, { header }, callback) => next.resolve({ ...header, source, callback }),
        finalize: () => next.resolve(undefined),
        on: (event, listener) => bytes.on(event, listener),
        pipe: (archive) => bytes.pipe(archive),
    };
}

;// CONCATENATED MODULE: ./build/archive/containers.js



const containers = { zip: zip, tar: tar, tgz: (contents) => gzip(tar(contents)) };

;// CONCATENATED MODULE: ./build/archive/create-bundle.js







/**
 * Writes the entries into an archive. The same entries give the same bytes.
 * @throws ActionError when a content is not there, or the disk is full.
 */
async function createBundle({ entries, type, directory, signal }) {
    const file = (0,external_node_path_.join)(directory, `bundle.${type}`);
    const hash = (0,external_node_crypto_.createHash)('sha256');
    let size = 0;
    let largest;
    async function* compared(contents) {
        for await (const content of contents) {
            if (!largest || content.size > largest.size)
                largest = { path: content.entry.path, size: content.size };
            yield content;
        }
    }
    async function* measured(chunks) {
        for await (const chunk of chunks) {
            hash.update(chunk);
            size += chunk.length;
            yield chunk;
        }
    }
    const output = (0,external_node_fs_.createWriteStream)(file, { flags: 'wx', mode: 0o600, highWaterMark: 1024 * 1024 });
    try {
        const contents = compared((0,read_contents/* readContents */.r)(entries, { directory }));
        await (0,promises_.pipeline)(containers[type](contents), measured, output, { signal });
    }
    catch (error) {
        signal.throwIfAborted();
        throw hasNoRoom(error)
            ? new errors/* ActionError */.lZ(`The bundle does not fit on the disk of the runner: ${(0,errors/* messageOf */.bD)(error)}. Free some room.`)
            : error;
    }
    return { file, type, size, sha256: hash.digest('hex'), files: entries.length, largest };
}
function hasNoRoom(error) {
    return (error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(error.code)));
}


/***/ })

};
