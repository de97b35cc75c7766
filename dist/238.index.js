export const id = 238;
export const ids = [238];
export const modules = {

/***/ 7857:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createBundle: () => (/* binding */ createBundle)
/* harmony export */ });
/* unused harmony export createScratch */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1455);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6760);
/* harmony import */ var node_stream_promises__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6466);
/* harmony import */ var _bundle_read_contents_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(780);
/* harmony import */ var _control_errors_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(2023);







/** @throws ActionError when nothing can be written to `parent`. */
async function createScratch(parent) {
    const directory = await mkdtemp(join(parent, 'codedeploy-bundle-')).catch((error) => {
        throw new ActionError(`The directory for temporary files (RUNNER_TEMP) cannot be used: ${messageOf(error)}`);
    });
    return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}
/**
 * Writes the entries into an archive. The same entries give the same bytes.
 * @throws ActionError when a content is not there, or the disk is full.
 */
async function createBundle({ entries, type, directory, signal }) {
    // Loaded here, because a run that finds its bundle in the bucket does without archiver.
    const { containers } = await Promise.all(/* import() */[__webpack_require__.e(348), __webpack_require__.e(833)]).then(__webpack_require__.bind(__webpack_require__, 833));
    const file = (0,node_path__WEBPACK_IMPORTED_MODULE_3__.join)(directory, `bundle.${type}`);
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
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
    const output = (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.createWriteStream)(file, { flags: 'wx', mode: 0o600, highWaterMark: 1024 * 1024 });
    try {
        const contents = compared((0,_bundle_read_contents_js__WEBPACK_IMPORTED_MODULE_5__/* .readContents */ .r)(entries, { directory }));
        await (0,node_stream_promises__WEBPACK_IMPORTED_MODULE_4__.pipeline)(containers[type](contents), measured, output, { signal });
    }
    catch (error) {
        signal.throwIfAborted();
        throw hasNoRoom(error)
            ? new _control_errors_js__WEBPACK_IMPORTED_MODULE_6__/* .ActionError */ .lZ(`The bundle does not fit on the disk of the runner: ${(0,_control_errors_js__WEBPACK_IMPORTED_MODULE_6__/* .messageOf */ .bD)(error)}. Free some room.`)
            : error;
    }
    return { file, type, size, sha256: hash.digest('hex'), files: entries.length, largest };
}
function hasNoRoom(error) {
    return (error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(error.code)));
}


/***/ })

};
