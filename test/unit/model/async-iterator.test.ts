import { getEventListeners } from 'node:events';
import { asyncIterator } from '../../../src/model/async-iterator.js';

const done = { done: true, value: undefined };

/** An iterator whose pulls the test settles, and how often it was closed. */
function setUp(options: { signal?: AbortSignal } = {}) {
  const pulls: { resolve: (value: string) => void; end: () => void; reject: (error: Error) => void }[] = [];
  let closed = 0;
  const iterator = asyncIterator<string>({
    next: () =>
      new Promise<IteratorResult<string, undefined>>((resolve, reject) => {
        pulls.push({
          resolve: (value) => {
            resolve({ done: false, value });
          },
          end: () => {
            resolve({ done: true, value: undefined });
          },
          reject,
        });
      }),
    close: () => {
      closed += 1;
      for (const pull of pulls) pull.end();
    },
    ...options,
  });
  return { iterator, pulls, closed: () => closed };
}

describe('an async iterator', () => {
  it('returns the values of its source and closes it at the end', async () => {
    const { iterator, pulls, closed } = setUp();
    const first = iterator.next();
    pulls[0]?.resolve('a');
    await expect(first).resolves.toEqual({ done: false, value: 'a' });
    const second = iterator.next();
    pulls[1]?.end();
    await expect(second).resolves.toEqual(done);
    await expect(iterator.next()).resolves.toEqual(done);
    expect(closed()).toBe(1);
  });

  it('ends a pending pull on return(), and closes its source once', async () => {
    const { iterator, closed } = setUp();
    const pending = iterator.next();
    await iterator.return(undefined);
    await iterator.return(undefined);
    await expect(pending).resolves.toEqual(done);
    expect(closed()).toBe(1);
  });

  it('ends a pending pull when its signal aborts, and leaves no listener behind', async () => {
    const controller = new AbortController();
    const { iterator, closed } = setUp({ signal: controller.signal });
    const pending = iterator.next();
    controller.abort();
    await expect(pending).resolves.toEqual(done);
    expect(closed()).toBe(1);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('is closed from the start when its signal has already aborted', async () => {
    const { iterator, pulls, closed } = setUp({ signal: AbortSignal.abort() });
    await expect(iterator.next()).resolves.toEqual(done);
    expect(closed()).toBe(1);
    expect(pulls).toHaveLength(0);
  });

  it('rejects with the failure of its source and closes it', async () => {
    const { iterator, pulls, closed } = setUp();
    const pending = iterator.next();
    pulls[0]?.reject(new Error('broken'));
    await expect(pending).rejects.toThrow('broken');
    expect(closed()).toBe(1);
  });

  it('is done, not failed, when its source fails after the close', async () => {
    let fail: (error: Error) => void = () => undefined;
    const iterator = asyncIterator<string>({
      next: () => new Promise((_, reject) => (fail = reject)),
      close: () => {
        fail(new Error('closed'));
      },
    });
    const pending = iterator.next();
    await iterator.return(undefined);
    await expect(pending).resolves.toEqual(done);
  });
});
