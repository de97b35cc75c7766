/** Zips a directory with archiver as its documentation shows it: `node archiver.ts <directory> <file>`. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipArchive } from 'archiver';

const [, , directory = '', file = ''] = process.argv;
const archive = new ZipArchive();
archive.directory(directory, false);
await Promise.all([archive.finalize(), pipeline(archive, createWriteStream(file))]);
