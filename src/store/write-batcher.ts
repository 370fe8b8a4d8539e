import { setImmediate as immediate } from 'node:timers/promises';
import { StoreUnavailableError } from './errors.js';

interface Waiting<In, Out> {
  input: In;
  resolve: (output: Out) => void;
  reject: (error: unknown) => void;
}

/**
 * Runs what arrives at the same time together: while one batch runs, the next one gathers. A burst then costs one
 * connection and one commit per batch, and leaves the other connections to everybody else. The embedded database lets
 * nothing arrive while it runs, so each batch first waits for what is there already.
 *
 * When the database cannot answer, everything that waits fails with the batch, so nobody waits for longer than one.
 * When a single input is at fault, the inputs of its batch are run one by one, so that it fails alone.
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
        for (const one of batch) await settle([one]);
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
        reject(new StoreUnavailableError('Too many writes are waiting for the database.'));
        return;
      }
      waiting.push({ input, resolve, reject });
      void drain();
    });
}
