import { setMaxListeners } from 'node:events';
import { aloneCaller, createFairPool, type FairPool, TooManyWaitingError } from '../../../src/plaid/call-limits.js';
import type { Callers } from '../../../src/plaid/plaid-call.js';

const TOTAL = 12;
const ALONE = 5;
const never = new AbortController().signal;
setMaxListeners(0, never);

let pool: FairPool;
/** The callers that have a slot, in the order they got it. */
let admitted: { id: string; release: () => void }[];

beforeEach(() => {
  pool = createFairPool({ total: TOTAL, maxWaitingOfCaller: 20 });
  admitted = [];
});

/** Whatever is admitted is admitted within one turn of the event loop. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function enter(id: string, times: number, callers: Callers = aloneCaller(id), signal = never): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    void pool.enter(callers, { signal: signal }).then((release) => {
      if (release !== null) admitted.push({ id, release });
    });
  }
  await settle();
}

const slotsOf = (id: string): number => admitted.filter((one) => one.id === id).length;

async function leave(id: string): Promise<void> {
  const at = admitted.findIndex((one) => one.id === id);
  admitted.splice(at, 1)[0]?.release();
  await settle();
}

it('a single caller gets half of three quarters of the slots, and the others remain available', async () => {
  await enter('ada', 20);
  expect(slotsOf('ada')).toBe(ALONE);
  await enter('bob', 20);
  expect(slotsOf('bob')).toBe(2);
  await enter('cy', 1);
  expect(slotsOf('cy')).toBe(1);
});

it('a caller without a slot gets one immediately, whatever the demand of callers that have some', async () => {
  for (let n = 0; n < 3; n += 1) await enter(`greedy-${n}`, 20);
  for (let n = 0; n < 3; n += 1) {
    await enter(`modest-${n}`, 1);
    expect(slotsOf(`modest-${n}`)).toBe(1);
  }
});

it('waiting callers are served round-robin, each in its own order', async () => {
  for (let n = 0; n < TOTAL; n += 1) await enter(`holder-${n}`, 1);
  const order: string[] = [];
  const wait = (name: string, id: string) =>
    pool.enter(aloneCaller(id), { signal: never }).then((release) => {
      order.push(name);
      release?.();
    });
  const waiting = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map((name) => wait(name, name.charAt(0)));
  await settle();
  expect(order).toEqual([]);
  await leave('holder-0');
  await Promise.all(waiting);
  expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
});

it('a caller that stops waiting takes no slot, and a slot that is released twice is one slot', async () => {
  for (let n = 0; n < TOTAL; n += 1) await enter(`holder-${n}`, 1);
  const leaver = new AbortController();
  const left = pool.enter(aloneCaller('ada'), { signal: leaver.signal });
  await enter('bob', 2);
  leaver.abort();
  await expect(left).resolves.toBeNull();
  const [holder] = admitted;
  holder?.release();
  holder?.release();
  await settle();
  expect(slotsOf('bob')).toBe(1);
});

it('a caller whose waiting calls were all cancelled is served like any other', async () => {
  await enter('ada', ALONE);
  const leaver = new AbortController();
  await enter('ada', 5, aloneCaller('ada'), leaver.signal);
  leaver.abort();
  await leave('ada');
  await enter('ada', 1);
  expect(slotsOf('ada')).toBe(ALONE);
});

it("a caller's queue is bounded, and does not affect other callers", async () => {
  await enter('ada', ALONE + 20);
  await expect(pool.enter(aloneCaller('ada'), { signal: never })).rejects.toThrow(TooManyWaitingError);
  await enter('bob', 1);
  expect(slotsOf('bob')).toBe(1);
});

it("a shared call that waits for its caller's other calls gets the slot of a caller that joins it", async () => {
  await enter('ada', 20);
  const listeners: ((id: string) => void)[] = [];
  const ids = ['ada'];
  await enter('shared', 1, { ids: () => ids, onJoin: (listener) => listeners.push(listener) });
  expect(slotsOf('shared')).toBe(0);
  ids.push('bob');
  for (const notify of listeners) notify('bob');
  await settle();
  expect(slotsOf('shared')).toBe(1);
});
