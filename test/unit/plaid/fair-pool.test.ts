import { setMaxListeners } from 'node:events';
import { aloneCaller, createFairPool, type FairPool, TooManyWaitingError } from '../../../src/plaid/call-limits.js';
import type { Callers } from '../../../src/plaid/plaid-call.js';

const TOTAL = 12;
const ALONE = 5;
const never = new AbortController().signal;
setMaxListeners(0, never);

let places: FairPool;
/** Who has a place, in the order they got it. */
let admitted: { id: string; giveBack: () => void }[];

beforeEach(() => {
  places = createFairPool({ total: TOTAL, maxWaitingOfCaller: 20 });
  admitted = [];
});

/** What is admitted at all is admitted within a turn of the event loop. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function enter(id: string, times: number, callers: Callers = aloneCaller(id), signal = never): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    void places.enter(callers, { signal: signal }).then((giveBack) => {
      if (giveBack !== null) admitted.push({ id, giveBack });
    });
  }
  await settle();
}

const placesOf = (id: string): number => admitted.filter((one) => one.id === id).length;

async function leave(id: string): Promise<void> {
  const at = admitted.findIndex((one) => one.id === id);
  admitted.splice(at, 1)[0]?.giveBack();
  await settle();
}

it('one caller alone has half of three quarters of the places, and the others are for whoever comes', async () => {
  await enter('ada', 20);
  expect(placesOf('ada')).toBe(ALONE);
  await enter('bob', 20);
  expect(placesOf('bob')).toBe(2);
  await enter('cy', 1);
  expect(placesOf('cy')).toBe(1);
});

it('a caller who has none gets one at once, however many others want more than they have', async () => {
  for (let n = 0; n < 3; n += 1) await enter(`greedy-${n}`, 20);
  for (let n = 0; n < 3; n += 1) {
    await enter(`modest-${n}`, 1);
    expect(placesOf(`modest-${n}`)).toBe(1);
  }
});

it('callers who wait are served in turns, each in its own order', async () => {
  for (let n = 0; n < TOTAL; n += 1) await enter(`holder-${n}`, 1);
  const order: string[] = [];
  const wait = (name: string, id: string) =>
    places.enter(aloneCaller(id), { signal: never }).then((giveBack) => {
      order.push(name);
      giveBack?.();
    });
  const waiting = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map((name) => wait(name, name.charAt(0)));
  await settle();
  expect(order).toEqual([]);
  await leave('holder-0');
  await Promise.all(waiting);
  expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
});

it('whoever stops waiting takes no place, and a place that is given back twice is one place', async () => {
  for (let n = 0; n < TOTAL; n += 1) await enter(`holder-${n}`, 1);
  const leaver = new AbortController();
  const left = places.enter(aloneCaller('ada'), { signal: leaver.signal });
  await enter('bob', 2);
  leaver.abort();
  await expect(left).resolves.toBeNull();
  const [holder] = admitted;
  holder?.giveBack();
  holder?.giveBack();
  await settle();
  expect(placesOf('bob')).toBe(1);
});

it('a caller whose waiting work has all gone is served like anybody else', async () => {
  await enter('ada', ALONE);
  const leaver = new AbortController();
  await enter('ada', 5, aloneCaller('ada'), leaver.signal);
  leaver.abort();
  await leave('ada');
  await enter('ada', 1);
  expect(placesOf('ada')).toBe(ALONE);
});

it('one caller has no more waiting than its bound, and nobody else is refused for it', async () => {
  await enter('ada', ALONE + 20);
  await expect(places.enter(aloneCaller('ada'), { signal: never })).rejects.toThrow(TooManyWaitingError);
  await enter('bob', 1);
  expect(placesOf('bob')).toBe(1);
});

it('work that is waited for by one who has much under way gets the place of another who joins', async () => {
  await enter('ada', 20);
  const listeners: ((id: string) => void)[] = [];
  const ids = ['ada'];
  await enter('shared', 1, { ids: () => ids, onJoin: (listener) => listeners.push(listener) });
  expect(placesOf('shared')).toBe(0);
  ids.push('bob');
  for (const tell of listeners) tell('bob');
  await settle();
  expect(placesOf('shared')).toBe(1);
});
