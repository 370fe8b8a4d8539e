import { createSingleFlight, type SingleFlight, type Waiter, type Work } from '../../../src/cache/single-flight.js';

/** Work that the test finishes. */
const controlled = () => {
  const signals: AbortSignal[] = [];
  let settle: { resolve: (value: string) => void; reject: (error: Error) => void } | undefined;
  const work = (signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<string>((resolve, reject) => (settle = { resolve, reject })).then((value) => ({ value }));
  };
  return {
    work,
    signals,
    finish: (value: string) => settle?.resolve(value),
    fail: (error: Error) => settle?.reject(error),
  };
};

const never = (callerId?: string): Waiter => ({
  signal: new AbortController().signal,
  ...(callerId !== undefined && { callerId }),
});
const cancelled = { code: 'UPSTREAM_TIMEOUT' };

describe('single flight', () => {
  let flights: SingleFlight;
  beforeEach(() => {
    flights = createSingleFlight();
  });

  it('runs the work once for all callers of the same key', async () => {
    const { work, signals, finish } = controlled();
    const readers = Array.from({ length: 100 }, () => flights.run('key', never(), work));
    finish('value');
    expect(await Promise.all(readers)).toEqual(Array(100).fill('value'));
    expect(signals).toHaveLength(1);
  });

  it('runs different keys separately', async () => {
    const echo = (value: string) => () => Promise.resolve({ value });
    expect(await Promise.all(['a', 'b'].map((key) => flights.run(key, never(), echo(key))))).toEqual(['a', 'b']);
  });

  it('lets one waiter leave without affecting the others', async () => {
    const { work, signals, finish } = controlled();
    const leaver = new AbortController();
    const leaving = flights.run('key', { signal: leaver.signal }, work);
    const staying = flights.run('key', never(), work);
    leaver.abort();
    await expect(leaving).rejects.toMatchObject(cancelled);
    expect(signals[0]?.aborted).toBe(false);
    finish('value');
    await expect(staying).resolves.toBe('value');
  });

  it('aborts the work when the last waiter has left, and starts again for the next one', async () => {
    const { work, signals, finish } = controlled();
    const leavers = [new AbortController(), new AbortController()];
    const leaving = leavers.map((leaver) => flights.run('key', { signal: leaver.signal }, work));
    for (const leaver of leavers) leaver.abort();
    await Promise.allSettled(leaving);
    expect(signals[0]?.aborted).toBe(true);
    const next = flights.run('key', never(), work);
    finish('fresh');
    await expect(next).resolves.toBe('fresh');
    expect(signals).toHaveLength(2);
  });

  it('rejects all waiters with a failure, and does not cache it', async () => {
    const { work, signals, fail, finish } = controlled();
    const readers = [flights.run('key', never(), work), flights.run('key', never(), work)];
    fail(new Error('broken'));
    await expect(Promise.allSettled(readers)).resolves.toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    const next = flights.run('key', never(), work);
    finish('value');
    await expect(next).resolves.toBe('value');
    expect(signals).toHaveLength(2);
  });

  it('starts nothing for a caller that has already aborted', async () => {
    const { work, signals } = controlled();
    const gone = new AbortController();
    gone.abort();
    await expect(flights.run('key', { signal: gone.signal }, work)).rejects.toMatchObject(cancelled);
    expect(signals).toEqual([]);
  });

  it('passes the caller ids to the work, including those that join while it runs', async () => {
    let finish: (() => void) | undefined;
    const seen: string[][] = [];
    const joined: string[] = [];
    const work: Work<string> = (_signal, callers) => {
      seen.push([...(callers?.ids() ?? [])]);
      callers?.onJoin((id) => joined.push(id));
      return new Promise((resolve) => {
        finish = () => {
          resolve({ value: 'value' });
        };
      });
    };
    const readers = ['ada', 'bob', 'ada', 'bob'].map((id) => flights.run('key', never(id), work));
    finish?.();
    await Promise.all(readers);
    expect(seen).toEqual([['ada']]);
    expect(joined).toEqual(['bob']);
  });

  it('returns the settled value while its cleanup still runs', async () => {
    let tidied: (() => void) | undefined;
    const onSettled = () => new Promise<void>((resolve) => (tidied = resolve));
    let count = 0;
    const work = () => Promise.resolve({ value: (count += 1), onSettled });
    expect(await flights.run('key', never(), work)).toBe(1);
    expect(await flights.run('key', never(), work)).toBe(1);
    tidied?.();
  });
});
