import { setImmediate as immediate } from 'node:timers/promises';
import { StoreUnavailableError } from './errors.js';

/* Writes that are requested at the same moment share a transaction, or transactions share a commit. */

interface WaitingInput<In, Out> {
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
  const waiting: WaitingInput<In, Out>[] = [];
  let running = false;

  const settle = async (batch: WaitingInput<In, Out>[]): Promise<void> => {
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

/** The steps of a transaction on the database's one writing connection. */
export interface TransactionSteps {
  readonly begin: () => Promise<void>;
  readonly savepoint: () => void;
  /** Keeps what was written since the savepoint. Throws if the database has given up the transaction. */
  readonly releaseSavepoint: () => void;
  /** Undoes what was written since the savepoint. Throws if the database has given up the transaction. */
  readonly rollbackToSavepoint: () => void;
  /** Resolves when the transaction is durable. */
  readonly commit: () => Promise<void>;
  /** Undoes the transaction if it is still open. */
  readonly rollback: () => void;
}

/** One transaction of a group. Both functions settle when the outcome of the group is durable, or rejected. */
export interface GroupMember {
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

export interface GroupCommit {
  /** Resolves when it is the turn of this transaction. Until it ends, no other one runs. */
  join(): Promise<GroupMember>;
}

/** At most so many transactions share one commit. */
const MAX_MEMBERS = 64;
/** When so many transactions wait, further ones fail with StoreUnavailableError. */
const MAX_WAITING = 10_000;
/** A group lets other work of the process run after so much time. */
const MAX_BUSY_MS = 5;

interface WaitingTransaction {
  start: (member: GroupMember) => void;
  reject: (error: unknown) => void;
}

/**
 * Runs transactions one after the other, and lets those that wait at the same moment share one commit and its wait for
 * the disk. Each has a savepoint of its own, so one that fails is undone alone. When the commit fails, all of the group
 * fail. A transaction that is rolled back waits for the commit too, because it may have read what the others wrote.
 *
 * When the database does not let a group begin, everything in the queue fails, so nobody waits for more than one
 * timeout.
 */
export function createGroupCommit(steps: TransactionSteps): GroupCommit {
  const waiting: WaitingTransaction[] = [];
  let isRunning = false;

  const runGroup = async (): Promise<void> => {
    try {
      await steps.begin();
    } catch (error) {
      for (const { reject } of waiting.splice(0)) reject(error);
      return;
    }
    const work = async (): Promise<void> => {
      try {
        await runMembers(() => outcome);
        await steps.commit();
      } catch (error) {
        steps.rollback();
        throw error;
      }
    };
    // `work` starts after this assignment, so that its members can await the outcome.
    const outcome: Promise<void> = Promise.resolve().then(work);
    await outcome.catch(() => undefined);
  };

  const runMembers = async (outcome: () => Promise<void>): Promise<void> => {
    let busySince = performance.now();
    for (let members = 0; members < MAX_MEMBERS; members += 1) {
      const next = waiting.shift();
      if (next === undefined) return;
      await runMember(next, outcome);
      if (performance.now() - busySince < MAX_BUSY_MS) continue;
      await immediate();
      busySince = performance.now();
    }
  };

  /** Resolves when the transaction has ended, and rejects when the group cannot go on. */
  const runMember = (next: WaitingTransaction, outcome: () => Promise<void>): Promise<void> =>
    new Promise((resolve, reject) => {
      let hasEnded = false;
      const end = (step: () => void) => (): Promise<void> => {
        // Kysely also rolls back after a commit that failed.
        if (hasEnded) return Promise.resolve();
        hasEnded = true;
        attempt(step, resolve, reject);
        return outcome();
      };
      attempt(
        steps.savepoint,
        () => {
          next.start({ commit: end(steps.releaseSavepoint), rollback: end(steps.rollbackToSavepoint) });
        },
        (error) => {
          next.reject(error);
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the error of the driver, as it is
          reject(error);
        },
      );
    });

  const drain = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    while (waiting.length > 0) await runGroup();
    isRunning = false;
  };

  return {
    join: () =>
      new Promise((start, reject) => {
        if (waiting.length >= MAX_WAITING) {
          reject(new StoreUnavailableError('Too many writes are queued for the database.'));
          return;
        }
        waiting.push({ start, reject });
        void drain();
      }),
  };
}

function attempt(step: () => void, done: () => void, failed: (error: unknown) => void): void {
  try {
    step();
  } catch (error) {
    failed(error);
    return;
  }
  done();
}
