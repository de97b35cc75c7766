/** Zips a directory with archiver as its documentation shows it: `archiver <directory> <file> [level]`. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipArchive } from 'archiver';

const [, , directory = '', file = '', level] = process.argv;
const archive = new ZipArchive(level === undefined ? {} : { zlib: { level: Number(level) } });
archive.directory(directory, false);
await Promise.all([archive.finalize(), pipeline(archive, createWriteStream(file))]);
