import { setImmediate as immediate } from 'node:timers/promises';
import { StoreUnavailableError } from './errors.js';

interface Waiting<In, Out> {
  input: In;
  resolve: (output: Out) => void;
  reject: (error: unknown) => void;
}

/**
 * Runs concurrent inputs in batches: while one batch runs, the next one collects. A burst costs one connection and one
 * commit per batch. The embedded database blocks the event loop while it runs, so each batch first yields to let
 * pending inputs arrive.
 *
 * When the database does not respond, the batch and everything in the queue fail, so nobody waits for more than one
 * timeout. When a single input is at fault, the inputs of its batch run one by one, so that only that input fails.
 */
export function createWriteBatcher<In, Out>(
  run: (inputs: readonly In[]) => Promise<Out[]>,
  { batchSize, maxWaiting }: { batchSize: number; maxWaiting: number },
): (input: In) => Promise<Out> {
  const waiting: Waiting<In, Out>[] = [];
  let running = false;

  const settle = async (batch: Waiting<In, Out>[]): Promise<void> => {
    try {
      const outputs = await run(batch.map(({ input }) => input));
      batch.forEach(({ resolve }, n) => {
        resolve(outputs[n] as Out);
      });
    } catch (error) {
      if (error instanceof StoreUnavailableError) {
        for (const { reject } of [...batch, ...waiting.splice(0)]) reject(error);
      } else if (batch.length === 1) {
        batch[0]?.reject(error);
      } else {
        for (const entry of batch) await settle([entry]);
      }
    }
  };

  const drain = async (): Promise<void> => {
    if (running) return;
    running = true;
    while (waiting.length > 0) {
      await immediate();
      await settle(waiting.splice(0, batchSize));
    }
    running = false;
  };

  return (input) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= maxWaiting) {
        reject(new StoreUnavailableError('Too many writes are queued for the database.'));
        return;
      }
      waiting.push({ input, resolve, reject });
      void drain();
    });
}
