import { createKeyedMutex } from '../../../src/actions/keyed-mutex.js';

/** A promise and the function that resolves it. */
function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('the keyed queue', () => {
  it('runs the work of one key one after the other, also after a failure', async () => {
    const queue = createKeyedMutex();
    const gate = deferred();
    const order: string[] = [];
    const first = queue.run('item', async () => {
      order.push('first begins');
      await gate.promise;
      order.push('first ends');
      throw new Error('first failed');
    });
    const second = queue.run('item', () => {
      order.push('second');
      return Promise.resolve(2);
    });
    gate.resolve();
    await expect(first).rejects.toThrow('first failed');
    await expect(second).resolves.toBe(2);
    expect(order).toEqual(['first begins', 'first ends', 'second']);
  });

  it('does not let one key wait for another', async () => {
    const queue = createKeyedMutex();
    const gate = deferred();
    const slow = queue.run('a', () => gate.promise);
    await expect(queue.run('b', () => Promise.resolve('b'))).resolves.toBe('b');
    gate.resolve();
    await slow;
  });

  it('is idle once everything handed in has ended', async () => {
    const queue = createKeyedMutex();
    const gate = deferred();
    let ended = false;
    void queue.run('a', async () => {
      await gate.promise;
      ended = true;
    });
    const idle = queue.idle();
    gate.resolve();
    await idle;
    expect(ended).toBe(true);
  });
});
