export const id = 287;
export const ids = [287];
export const modules = {

/***/ 8287:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openTar: () => (/* binding */ openTar)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_stream_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6466);
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8522);
/* harmony import */ var tar_stream__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6118);
/* harmony import */ var _open_archive_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9250);





/** A tar file, which has no directory: it is read from its beginning to its end. */
async function openTar(file, options) {
    const files = new Map();
    await visit(file, options, async (path, { type, linkname, size }) => {
        const link = type === 'symlink' && { linkTarget: linkname };
        if (type !== 'directory')
            files.set(path, { path, size, ...link });
    });
    return {
        files: [...files.values()],
        async readBeginnings(paths, longest) {
            const wanted = new Set(paths);
            const beginnings = new Map();
            if (wanted.size === 0)
                return beginnings;
            await visit(file, options, async (path, _header, content) => {
                if (wanted.has(path))
                    beginnings.set(path, await (0,_open_archive_js__WEBPACK_IMPORTED_MODULE_4__/* .beginningOf */ .VI)(content, longest));
            });
            return beginnings;
        },
    };
}
/** Calls `look` for every entry. It reads a content to its end or not at all. */
async function visit(file, { isCompressed }, look) {
    const entries = (0,tar_stream__WEBPACK_IMPORTED_MODULE_3__.extract)();
    const bytes = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.createReadStream)(file);
    const read = isCompressed ? (0,node_stream_promises__WEBPACK_IMPORTED_MODULE_1__.pipeline)(bytes, (0,node_zlib__WEBPACK_IMPORTED_MODULE_2__.createGunzip)(), entries) : (0,node_stream_promises__WEBPACK_IMPORTED_MODULE_1__.pipeline)(bytes, entries);
    // What goes wrong ends the loop below too.
    read.catch(() => { });
    for await (const entry of entries) {
        await look((0,_open_archive_js__WEBPACK_IMPORTED_MODULE_4__/* .withoutDot */ .Ai)(entry.header.name), entry.header, entry);
        entry.resume();
    }
    await read;
}


/***/ })

};
