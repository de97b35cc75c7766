export const id = 384;
export const ids = [384];
export const modules = {

/***/ 9384:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createBundle: () => (/* binding */ createBundle)
});

// UNUSED EXPORTS: createScratch

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: external "node:stream/promises"
var external_node_stream_promises_ = __webpack_require__(6466);
// EXTERNAL MODULE: ./build/bundle/read-contents.js + 2 modules
var read_contents = __webpack_require__(780);
// EXTERNAL MODULE: ./build/control/errors.js
var errors = __webpack_require__(2023);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
;// CONCATENATED MODULE: ./build/archive/deflate.js


/** How far back deflate looks (RFC 1951, 2): what a block may refer to of the one before it. */
const windowSize = 32 * 1024;
/** A quarter less time than 6, a hundredth more bytes. */
const level = 5;
/** Of a stored block of deflate (RFC 1951, 3.2.4). */
const mostStored = 0xffff;
/** An empty last block (RFC 1951, 3.2.6): ends what {@link deflateBlock} made. */
const endOfBlocks = Buffer.of(0x03, 0x00);
const deflate = (0,external_node_util_.promisify)(external_node_zlib_.deflateRaw);
/**
 * The whole content as one deflate stream. zlib gets a window and tables of the content's size: to make and clear the
 * largest ones takes it longer than to compress a small file.
 */
function deflateWhole(content) {
    const windowBits = Math.min(Math.max(Math.ceil(Math.log2(content.length)), 9), constants.Z_MAX_WINDOWBITS);
    const memLevel = Math.min(windowBits - 6, constants.Z_MAX_MEMLEVEL);
    // As a rule it suffices, so that zlib need not be called again for the rest.
    const chunkSize = Math.max(constants.Z_MIN_CHUNK, content.length);
    return deflateRawSync(content, { level, windowBits, memLevel, chunkSize });
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



/** The blocks of a deflate stream, which `endOfBlocks` ends, in their order. They are compressed at the same time. */
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
/** Bytes that are held at most by work that was begun before its turn. */
const mostHeld = 4 * 1024 * 1024;
/** Gives the results in their order, while the next of them are being worked on. */
async function* inOrder(work) {
    const begun = [];
    let held = 0;
    for await (const pending of work) {
        // Awaited when its turn comes; until then a failure must not count as one that nobody looks at.
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



/** Deflate, no name and no time, of Unix (RFC 1952, 2.3). */
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

// EXTERNAL MODULE: external "node:stream/consumers"
var consumers_ = __webpack_require__(8321);
;// CONCATENATED MODULE: ./build/archive/tar-records.js
/** What tar files are made of (POSIX.1-2017, pax: "ustar Interchange Format" and "pax Extended Header"). */
const recordSize = 512;
/** 1980-01-01T00:00:00Z, as in zip files: GNU tar warns of earlier times. Seconds. */
const modified = 315_532_800;
/** Sizes of more than eleven octal digits do not fit into a header. */
const mostSize = 8 ** 11 - 1;
const longestName = 100;
const types = { '100644': '0', '100755': '0', '120000': '2' };
const permissions = { '100644': 0o644, '100755': 0o755, '120000': 0o777 };
/** The header of a member, owned by root. Before it, where the header has no room, what it lacks. */
function memberHeader({ path, mode, size, link }) {
    const name = Buffer.from(path);
    const extended = Buffer.concat([
        name.length > longestName ? paxRecord('path', name) : Buffer.alloc(0),
        link.length > longestName ? paxRecord('linkpath', link) : Buffer.alloc(0),
        size > mostSize ? paxRecord('size', Buffer.from(String(size))) : Buffer.alloc(0),
    ]);
    const member = { name, link, permissions: permissions[mode], size: Math.min(size, mostSize) };
    const own = tar_records_header({ ...member, type: types[mode] });
    if (extended.length === 0)
        return own;
    const before = { name: Buffer.from('PaxHeader'), link: Buffer.alloc(0), permissions: 0o644 };
    return Buffer.concat([
        tar_records_header({ ...before, size: extended.length, type: 'x' }),
        extended,
        padding(extended.length),
        own,
    ]);
}
/** What is missing to a whole record after `size` bytes. */
function padding(size) {
    return Buffer.alloc((recordSize - (size % recordSize)) % recordSize);
}
/** The end of the file. */
const endOfTar = Buffer.alloc(2 * recordSize);
function tar_records_header({ name, link, permissions, size, type }) {
    const record = Buffer.alloc(recordSize);
    name.copy(record, 0, 0, longestName);
    record.write(octal(permissions, 7), 100);
    record.write(octal(0, 7), 108);
    record.write(octal(0, 7), 116);
    record.write(octal(size, 11), 124);
    record.write(octal(modified, 11), 136);
    record.fill(' ', 148, 156);
    record.write(type, 156);
    link.copy(record, 157, 0, longestName);
    record.write('ustar\x0000', 257);
    const sum = record.reduce((total, byte) => total + byte, 0);
    record.write(`${octal(sum, 6)}\0 `, 148);
    return record;
}
function octal(value, digits) {
    return value.toString(8).padStart(digits, '0');
}
/** `<length> <key>=<value>\n`, where the length counts its own digits too. */
function paxRecord(key, value) {
    const rest = ` ${key}=`.length + value.length + 1;
    let length = rest + String(rest).length;
    if (rest + String(length).length > length)
        length += 1;
    return Buffer.concat([Buffer.from(`${length} ${key}=`), value, Buffer.from('\n')]);
}

;// CONCATENATED MODULE: ./build/archive/tar.js


/** The bytes of a tar file that holds the contents, in their order. The same contents give the same bytes. */
async function* tar(contents) {
    for await (const { entry, size, content } of contents) {
        const { path, mode } = entry;
        if (mode === '120000') {
            yield memberHeader({ path, mode, size: 0, link: await (0,consumers_.buffer)(content) });
            continue;
        }
        yield memberHeader({ path, mode, size, link: Buffer.alloc(0) });
        yield* content;
        yield padding(size);
    }
    yield endOfTar;
}

// EXTERNAL MODULE: external "node:worker_threads"
var external_node_worker_threads_ = __webpack_require__(5919);
;// CONCATENATED MODULE: ./build/archive/worker.js


/** Beside this module, and beside the bundle in dist/. */
const program = (0,external_node_path_.join)(import.meta.dirname, `worker-thread${(0,external_node_path_.extname)(import.meta.filename)}`);
/** Starts the thread when there is work for it. */
function createCompressor() {
    /** What awaits its answers, in the order of the batches. */
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
/** 1980-01-01 00:00, the earliest that there is, in local time, as ever in zip files. */
const [time, date] = [0, (1 << 5) | 1];
const most32 = 0xffffffff;
const most16 = 0xffff;
const version = { usual: 20, zip64: 45 };
const madeByUnix = 3 << 8;
const zip64Extra = 1;
/** File types and permissions as stat(2) has them, which is what unzip reads. */
const unixModes = { '100644': 0o100644, '100755': 0o100755, '120000': 0o120777 };
/** A content of so many bytes may need eight bytes for its sizes: deflate makes some contents longer. */
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
/** Before the data of a member. With `sizes` when they are known. */
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
/** After the data of a member that is streamed. */
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
/** Of a member, in the directory at the end of the file. `offset`: where its local header is. */
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
/** The end of the file. `offset` and `size`: of the directory, in bytes; `count`: its headers. */
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







/**
 * The bytes of a zip file that holds the contents, in their order. The same contents give the same bytes.
 * Small contents are compressed many at a time, large ones block by block.
 */
async function* zip(contents) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const compressor = __addDisposableResource(env_1, createCompressor(), true);
        const directory = [];
        let written = 0;
        let start = 0;
        let dataStart = 0;
        function put(bytes) {
            written += bytes.length;
            return bytes;
        }
        for await (const step of inOrder(stepsOf(contents, compressor))) {
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
async function* stepsOf(contents, compressor) {
    let batch;
    function* taken() {
        if (batch)
            yield { result: compressed(batch, compressor), weight: blocks/* blockSize */.L6 };
        batch = undefined;
    }
    for await (const { entry, size, content } of contents) {
        if (size > blocks/* blockSize */.L6) {
            const { path, mode } = entry;
            yield* taken();
            const member = { path, mode, method: 'deflated', isStreamed: true, isLarge: isLarge(size) };
            yield { result: { kind: 'begin', member }, weight: 0 };
            const total = yield* deflatedBlocks(content);
            yield { result: { kind: 'end', member, total }, weight: 0 };
        }
        else {
            if (batch && batch.filled + size > blocks/* blockSize */.L6)
                yield* taken();
            batch ??= { members: [], room: Buffer.allocUnsafeSlow(blocks/* blockSize */.L6), filled: 0 };
            await add(batch, entry, content);
        }
    }
    yield* taken();
}
async function add(batch, { path, mode }, content) {
    const start = batch.filled;
    for await (const chunk of content)
        batch.filled += chunk.copy(batch.room, batch.filled);
    const bytes = batch.room.subarray(start, batch.filled);
    batch.members.push({ path, mode, crc: (0,external_node_zlib_.crc32)(bytes), size: bytes.length });
}
async function compressed({ members, room, filled }, compressor) {
    const bytes = room.subarray(0, filled);
    const contents = members.map(({ size, mode }) => ({ size, isLink: mode === '120000' }));
    return { kind: 'members', members, ...(await compressor.compress({ bytes, contents })) };
}
/** What members put into the file, at `offset`, and into the directory. */
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

;// CONCATENATED MODULE: ./build/archive/create-bundle.js










/** @throws ActionError when nothing can be written to `parent`. */
async function createScratch(parent) {
    const directory = await mkdtemp(join(parent, 'codedeploy-bundle-')).catch((error) => {
        throw new ActionError(`The directory for temporary files (RUNNER_TEMP) cannot be used: ${messageOf(error)}`);
    });
    return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}
const containers = { zip: zip, tar: tar, tgz: (contents) => gzip(tar(contents)) };
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
        await (0,external_node_stream_promises_.pipeline)(containers[type](contents), measured, output, { signal });
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
