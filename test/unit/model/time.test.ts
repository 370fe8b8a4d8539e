import { poll, TimeoutError, withTimeout } from '../../../src/model/time.js';

describe('withTimeout', () => {
  it('settles like the promise when that is in time', async () => {
    await expect(withTimeout(Promise.resolve(1), 1_000)).resolves.toBe(1);
    await expect(withTimeout(Promise.reject(new Error('broken')), 1_000)).rejects.toThrow('broken');
  });

  it('rejects after the timeout', async () => {
    await expect(withTimeout(new Promise(() => undefined), 1)).rejects.toBeInstanceOf(TimeoutError);
  });
});

describe('poll', () => {
  const options = (paused: number[]) => ({
    minMs: 10,
    maxMs: 40,
    timeoutMs: 100,
    pause: (ms: number) => {
      paused.push(ms);
      return Promise.resolve();
    },
  });

  it('returns the first result that is not null', async () => {
    const results = [null, null, 'found'];
    const paused: number[] = [];
    await expect(poll(() => Promise.resolve(results.shift() ?? null), options(paused))).resolves.toBe('found');
    expect(paused).toEqual([10, 20]);
  });

  it('doubles its pauses up to the longest one, and makes a last attempt at the timeout', async () => {
    const paused: number[] = [];
    let attempts = 0;
    const attempt = () => {
      attempts += 1;
      return Promise.resolve(null);
    };
    await expect(poll(attempt, options(paused))).resolves.toBeNull();
    expect(paused).toEqual([10, 20, 40, 30]);
    expect(attempts).toBe(5);
  });

  it('stops when its signal aborts', async () => {
    const controller = new AbortController();
    const attempt = () => {
      controller.abort();
      return Promise.resolve(null);
    };
    await expect(
      poll(attempt, { minMs: 1, maxMs: 1, timeoutMs: 1_000, signal: controller.signal }),
    ).resolves.toBeNull();
  });

  it('rejects when an attempt fails', async () => {
    await expect(poll(() => Promise.reject(new Error('broken')), options([]))).rejects.toThrow('broken');
  });
});
