import { createKeyFetchRateLimit } from '../../../src/webhooks/key-fetch-rate-limit.js';
import { createKeyWaitingRoom, type FoundKey, type WaitingLimits } from '../../../src/webhooks/key-waiting-room.js';

const MINUTE_MS = 60_000;
const REFUSED: FoundKey = { outcome: 'unavailable' };
const UNKNOWN: FoundKey = { outcome: 'unknown' };
const LIMITS: WaitingLimits = { waitMs: 5_000, maxDeliveries: 10, maxBytes: 10_000 };

/** A room in which one fetch has been used up and the next is available when the test advances the clock. */
function roomOf(limits: Partial<WaitingLimits> = {}) {
  const clock = { nowMs: 1_760_000_000_000 };
  const fetched: string[] = [];
  const rateLimit = createKeyFetchRateLimit(
    {
      perMinuteOfUnverified: 1,
      perMinuteOfRepeated: 1,
      burst: 1,
      perMinuteOfSubject: 1,
      perMinuteOfOwner: 1,
      perMinuteOfKnown: 1,
    },
    () => clock.nowMs,
  );
  const room = createKeyWaitingRoom({
    rateLimit,
    now: () => clock.nowMs,
    limits: { ...LIMITS, ...limits },
    fetch: (keyId) => {
      fetched.push(keyId);
      return Promise.resolve(UNKNOWN);
    },
  });
  const wait = (keyId: string, { bytes = 100, signal }: { bytes?: number; signal?: AbortSignal } = {}) =>
    room.wait(keyId, { subject: null, bytes, signal });
  return { room, clock, fetched, wait };
}

/** Waits whose outcomes are recorded as they arrive. */
function recorded(waits: Promise<FoundKey>[]): { outcomes: FoundKey[]; over: Promise<unknown> } {
  const outcomes: FoundKey[] = [];
  return { outcomes, over: Promise.all(waits.map((wait) => wait.then((found) => outcomes.push(found)))) };
}

describe('the waiting room for deliveries with an unknown key', () => {
  it('T17: rejects deliveries beyond its number immediately', async () => {
    const { room, wait } = roomOf();
    await wait('first');
    const { outcomes, over } = recorded(Array.from({ length: 50 }, (_, index) => wait(`forged-${index}`)));
    await Promise.resolve();
    expect(outcomes).toEqual(Array.from({ length: 40 }, () => REFUSED));
    room.close();
    await over;
  });

  it('T17: rejects deliveries beyond its bytes, the largest first', async () => {
    const { room, wait, fetched, clock } = roomOf({ maxDeliveries: 100 });
    await wait('first');
    const small = wait('small', { bytes: 100 });
    const { outcomes, over } = recorded(
      Array.from({ length: 8 }, (_, index) => wait(`large-${index}`, { bytes: 4_000 })),
    );
    await Promise.resolve();
    expect(outcomes).toEqual(Array.from({ length: 6 }, () => REFUSED));
    clock.nowMs += 3 * MINUTE_MS;
    room.close();
    await Promise.all([small, over]);
    expect(fetched).toEqual(['first']);
  });

  it('T17: counts deliveries that arrive while their key is being fetched', async () => {
    const finishFetches: (() => void)[] = [];
    const { clock } = roomOf();
    const room = createKeyWaitingRoom({
      rateLimit: { take: () => () => undefined },
      now: () => clock.nowMs,
      limits: LIMITS,
      fetch: () =>
        new Promise((resolve) => {
          finishFetches.push(() => {
            resolve(UNKNOWN);
          });
        }),
    });
    const seeker = { subject: null, bytes: 100, signal: undefined };
    const { outcomes, over } = recorded(Array.from({ length: 30 }, () => room.wait('key', seeker)));
    await Promise.resolve();
    expect(outcomes).toEqual(Array.from({ length: 20 }, () => REFUSED));
    for (const finish of finishFetches) finish();
    await over;
    expect(finishFetches).toHaveLength(1);
    expect(outcomes.slice(20)).toEqual(Array.from({ length: 10 }, () => UNKNOWN));
  });

  it('T17: serves a key id that came twice first, and all its deliveries with one fetch', async () => {
    const { room, wait, fetched, clock } = roomOf();
    await wait('first');
    const forged = Array.from({ length: 8 }, (_, index) => wait(`forged-${index}`));
    const genuine = [wait('genuine')];
    clock.nowMs += 500;
    genuine.push(wait('genuine'));
    await expect(Promise.all(genuine)).resolves.toEqual([UNKNOWN, UNKNOWN]);
    expect(fetched).toEqual(['first', 'genuine']);
    room.close();
    await Promise.all(forged);
  });

  it('T17: evicts key ids that came once before those that came twice', async () => {
    const { room, wait, clock } = roomOf();
    await wait('first');
    const one = wait('repeated');
    clock.nowMs += 500;
    // Uses up the fetch of repeated key ids, so that the next one has to wait.
    await Promise.all([one, wait('repeated')]);
    const genuine = recorded([wait('genuine')]);
    clock.nowMs += 500;
    const again = recorded([wait('genuine')]);
    const forged = recorded(Array.from({ length: 100 }, (_, index) => wait(`forged-${index}`)));
    await Promise.resolve();
    expect(forged.outcomes).toHaveLength(92);
    expect([...genuine.outcomes, ...again.outcomes]).toEqual([]);
    room.close();
    await Promise.all([genuine.over, again.over, forged.over]);
  });

  it('does not count simultaneous copies as a key id that came twice', async () => {
    const { room, wait, fetched } = roomOf();
    await wait('first');
    const copies = Array.from({ length: 5 }, () => wait('forged'));
    room.close();
    await Promise.all(copies);
    expect(fetched).toEqual(['first']);
  });

  it('fetches each key in turn as time passes, without new deliveries', async () => {
    const { wait, fetched, clock } = roomOf();
    await wait('first');
    const waiting = wait('second');
    clock.nowMs += MINUTE_MS;
    await expect(waiting).resolves.toEqual(UNKNOWN);
    expect(fetched).toEqual(['first', 'second']);
  });

  it('rejects a delivery that has waited too long or whose sender has disconnected', async () => {
    const { wait, fetched } = roomOf({ waitMs: 100 });
    await wait('first');
    await expect(wait('late')).resolves.toEqual(REFUSED);
    const sender = new AbortController();
    const waiting = roomOf();
    await waiting.wait('first');
    const gone = waiting.wait('gone', { signal: sender.signal });
    sender.abort();
    await expect(gone).resolves.toEqual(REFUSED);
    expect([...fetched, ...waiting.fetched]).toEqual(['first', 'first']);
  });

  it('rejects waiting and new deliveries once it is closed', async () => {
    const { room, wait } = roomOf();
    await wait('first');
    const waiting = wait('second');
    room.close();
    await expect(waiting).resolves.toEqual(REFUSED);
    await expect(wait('third')).resolves.toEqual(REFUSED);
  });
});
