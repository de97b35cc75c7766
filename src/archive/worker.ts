import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Batch, Packed } from './batch.ts';

export interface Compressed {
  /** The results, one after the other. */
  readonly bytes: Buffer;
  readonly contents: readonly Packed[];
}

/**
 * Compresses batches in a thread of its own. Node's pool would take the contents one at a time, and handing over a small
 * one takes longer than compressing it. Disposing of the compressor ends the thread.
 */
export interface Compressor extends AsyncDisposable {
  /** Transfers the batch to the thread: its bytes cannot be used afterwards. */
  compress(batch: Batch): Promise<Compressed>;
}

/** The file is next to this module, and in dist/ next to the chunk that holds this module. */
const program = join(import.meta.dirname, `worker-thread${extname(import.meta.filename)}`);

/** The thread starts with the first batch. */
export function createCompressor(): Compressor {
  /** Batches that the thread has not answered yet, oldest first. */
  const waiting: PromiseWithResolvers<Compressed>[] = [];
  let thread: Worker | undefined;

  function start(): Worker {
    const worker = new Worker(program, { name: 'compressor', execArgv: [] });
    worker.on('message', ({ bytes, contents }: Pick<Batch, 'bytes'> & Pick<Compressed, 'contents'>) => {
      const length = contents.reduce((sum, { packed }) => sum + packed, 0);
      waiting.shift()?.resolve({ bytes: Buffer.from(bytes.buffer, 0, length), contents });
    });
    const fail = (error: unknown) => {
      for (const answer of waiting.splice(0)) answer.reject(error);
    };
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('The thread that compresses has ended.')));
    return worker;
  }

  return {
    compress(batch) {
      thread ??= start();
      const answer = Promise.withResolvers<Compressed>();
      waiting.push(answer);
      thread.postMessage(batch, [batch.bytes.buffer]);
      return answer.promise;
    },
    async [Symbol.asyncDispose]() {
      await thread?.terminate();
    },
  };
}
