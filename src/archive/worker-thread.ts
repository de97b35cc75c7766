/** The program of the thread that {@link createCompressor} starts. */
import { parentPort } from 'node:worker_threads';
import { type Batch, compressBatch } from './batch.ts';

parentPort?.on('message', (batch: Batch) => {
  const contents = compressBatch(batch);
  parentPort?.postMessage({ contents, bytes: batch.bytes }, [batch.bytes.buffer]);
});
