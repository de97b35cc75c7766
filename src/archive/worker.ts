import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Batch, Packed } from './batch.ts';

export interface Compressed {
  /** What the contents became, one after the other. */
  readonly bytes: Buffer;
  readonly contents: readonly Packed[];
}

/**
 * Compresses batches in a thread of its own. Node's pool takes one content at a time, and to hand a small one over takes
 * longer than to compress it. Disposing of it ends the thread.
 */
export interface Compressor extends AsyncDisposable {
  /** The memory of the batch goes to the thread. */
  compress(batch: Batch): Promise<Compressed>;
}

/** Beside this module, and beside the bundle in dist/. */
const program = join(import.meta.dirname, `worker-thread${extname(import.meta.filename)}`);

/** Starts the thread when there is work for it. */
export function createCompressor(): Compressor {
  /** What awaits its answers, in the order of the batches. */
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
