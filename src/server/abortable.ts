import type { ExecutionResult } from 'graphql';

type Results = AsyncGenerator<ExecutionResult, void, void>;

/**
 * Results that let go of everything as soon as nobody wants them. A generator that is waiting cannot be told to return, so
 * the operation's signal is aborted first, which ends the wait.
 */
export function abortable(results: Results, operation: AbortController): Results {
  async function ending(step: Promise<IteratorResult<ExecutionResult, void>>) {
    try {
      const result = await step;
      if (result.done) operation.abort();
      return result;
    } catch (error) {
      operation.abort();
      throw error;
    }
  }
  return {
    next: () => ending(results.next()),
    return: () => {
      operation.abort();
      return results.return();
    },
    throw: (error: unknown) => {
      operation.abort();
      return results.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await this.return();
    },
  };
}
