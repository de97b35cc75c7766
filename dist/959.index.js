export const id = 959;
export const ids = [959];
export const modules = {

/***/ 5959:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   openZip: () => (/* binding */ openZip)
/* harmony export */ });
/* harmony import */ var yauzl__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(663);
/* harmony import */ var _open_archive_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9250);


/** `unzip` looks at modes only of archives that were made on Unix. */
const madeOnUnix = 3;
/** Kinds of files in a mode (stat(2)). */
const kindMask = 0o170000;
const linkKind = 0o120000;
/** Bytes: PATH_MAX of Linux. */
const longestTarget = 4096;
/** A zip file: its directory is read at once, and contents where they are. */
async function openZip(file) {
    return await withZip(file, async (zip) => {
        const entries = new Map();
        for await (const entry of zip.eachEntry())
            if (!entry.fileName.endsWith('/'))
                entries.set((0,_open_archive_js__WEBPACK_IMPORTED_MODULE_1__/* .withoutDot */ .Ai)(entry.fileName), entry);
        const files = [];
        for (const [path, entry] of entries) {
            const target = isLink(entry) && (await read(zip, entry, longestTarget));
            files.push({ path, size: entry.uncompressedSize, ...(target && { linkTarget: target.toString() }) });
        }
        return {
            files,
            readBeginnings: (paths, longest) => withZip(file, async (again) => {
                const beginnings = new Map();
                for (const path of paths) {
                    const entry = entries.get(path);
                    if (entry)
                        beginnings.set(path, await read(again, entry, longest));
                }
                return beginnings;
            }),
        };
    });
}
async function withZip(file, use) {
    const zip = await (0,yauzl__WEBPACK_IMPORTED_MODULE_0__/* .openPromise */ .sO)(file, { lazyEntries: true, autoClose: false });
    try {
        return await use(zip);
    }
    finally {
        zip.close();
    }
}
async function read(zip, entry, longest) {
    return await (0,_open_archive_js__WEBPACK_IMPORTED_MODULE_1__/* .beginningOf */ .VI)(await zip.openReadStreamPromise(entry), longest);
}
function isLink({ versionMadeBy, externalFileAttributes }) {
    return versionMadeBy >>> 8 === madeOnUnix && ((externalFileAttributes >>> 16) & kindMask) === linkKind;
}


/***/ })

};
