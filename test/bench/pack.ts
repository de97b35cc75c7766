/**
 * Packages the commit of a checkout as the action does: `pack <checkout> <directory>`. Prints the milliseconds
 * that it took without the start of Node, the bytes of the bundle, and the most memory that was needed, in bytes.
 */
import { createBundle } from '../../src/archive/create-bundle.ts';
import { selectFiles } from '../../src/bundle/select.ts';
import { openCommit } from '../../src/git/commit.ts';

const [, , workspace = '', directory = ''] = process.argv;
const { signal } = new AbortController();
const start = performance.now();
const commit = await openCommit({ workspace, signal });
const selection = { path: '.', appspec: 'appspec.yml', include: [], exclude: [] };
const { entries } = await selectFiles(commit, selection, directory);
const { size } = await createBundle({ entries, type: 'zip', directory, signal });
const milliseconds = performance.now() - start;
console.log(JSON.stringify({ milliseconds, size, memory: process.resourceUsage().maxRSS * 1024 }));
