import { createKeyedMutex } from '../../../src/actions/keyed-mutex.js';

/** A promise and the function that resolves it. */
function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('the keyed mutex', () => {
  it('runs tasks with the same key one after the other, also after a failure', async () => {
    const mutex = createKeyedMutex();
    const gate = deferred();
    const order: string[] = [];
    const first = mutex.run('item', async () => {
      order.push('first begins');
      await gate.promise;
      order.push('first ends');
      throw new Error('first failed');
    });
    const second = mutex.run('item', () => {
      order.push('second');
      return Promise.resolve(2);
    });
    gate.resolve();
    await expect(first).rejects.toThrow('first failed');
    await expect(second).resolves.toBe(2);
    expect(order).toEqual(['first begins', 'first ends', 'second']);
  });

  it('does not make one key wait for another', async () => {
    const mutex = createKeyedMutex();
    const gate = deferred();
    const slow = mutex.run('a', () => gate.promise);
    await expect(mutex.run('b', () => Promise.resolve('b'))).resolves.toBe('b');
    gate.resolve();
    await slow;
  });

  it('is idle when all tasks have ended', async () => {
    const mutex = createKeyedMutex();
    const gate = deferred();
    let ended = false;
    void mutex.run('a', async () => {
      await gate.promise;
      ended = true;
    });
    const idle = mutex.idle();
    gate.resolve();
    await idle;
    expect(ended).toBe(true);
  });
});
