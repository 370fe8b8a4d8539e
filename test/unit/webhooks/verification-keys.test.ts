import type { WebhookVerificationKey } from '../../../src/plaid/plaid-client.js';
import { WAITING_LIMITS } from '../../../src/webhooks/key-waiting-room.js';
import { createVerificationKeys } from '../../../src/webhooks/verification-keys.js';
import { NOTHING_KEPT } from '../../support/stored-keys.js';
import { createWebhookSigner } from '../../support/webhook-signing.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const { publicKey } = createWebhookSigner('genuine');
/** A webhook that names nothing known here. */
const ofNothing = () => Promise.resolve(null);

/** A key endpoint that answers what `answers` says at the time, under a clock that only the test moves. */
function keysWith(answers: Record<string, WebhookVerificationKey | Error | null>) {
  const fetched: string[] = [];
  const clock = { nowMs: 1_760_000_000_000 };
  const keys = createVerificationKeys({
    now: () => clock.nowMs,
    log: { warn: () => undefined },
    kept: NOTHING_KEPT,
    waitingLimits: { ...WAITING_LIMITS, waitMs: 300 },
    fetchKey: (keyId) => {
      fetched.push(keyId);
      const answer = answers[keyId] ?? null;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  return { keys, fetched, clock, answers };
}

describe('verification keys', () => {
  it('are fetched once, also by deliveries at the same time', async () => {
    const { keys, fetched } = keysWith({ genuine: publicKey });
    const found = await Promise.all(Array.from({ length: 50 }, () => keys.find('genuine', ofNothing)));
    expect(new Set(found.map(({ outcome }) => outcome))).toEqual(new Set(['found']));
    await keys.find('genuine', ofNothing);
    expect(fetched).toEqual(['genuine']);
  });

  it('T17: that Plaid does not know are not asked for again within a minute', async () => {
    const { keys, fetched, clock } = keysWith({});
    await expect(keys.find('forged', ofNothing)).resolves.toEqual({ outcome: 'unknown' });
    clock.nowMs += 59 * SECOND_MS;
    await expect(keys.find('forged', ofNothing)).resolves.toEqual({ outcome: 'unknown' });
    expect(fetched).toHaveLength(1);
    clock.nowMs += 2 * SECOND_MS;
    await keys.find('forged', ofNothing);
    expect(fetched).toHaveLength(2);
  });

  it('T17: cost a few fetches a moment when their ids are forged, and a known one is found meanwhile', async () => {
    const { keys, fetched, clock } = keysWith({ genuine: publicKey });
    await keys.find('genuine', ofNothing);
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, index) => keys.find(`forged-${index}`, ofNothing)),
    );
    // The genuine one took nothing from what is there for others.
    expect(fetched.filter((keyId) => keyId !== 'genuine')).toHaveLength(5);
    expect(outcomes.filter(({ outcome }) => outcome === 'unknown')).toHaveLength(5);
    expect(outcomes.filter(({ outcome }) => outcome === 'unreachable')).toHaveLength(195);
    await expect(keys.find('genuine', ofNothing)).resolves.toMatchObject({ outcome: 'found' });
    clock.nowMs += SECOND_MS;
    await expect(keys.find('forged-200', ofNothing)).resolves.toEqual({ outcome: 'unknown' });
  });

  it('are unreachable while Plaid is, and found when it is back', async () => {
    const { keys, answers } = keysWith({ genuine: new Error('down') });
    await expect(keys.find('genuine', ofNothing)).resolves.toEqual({ outcome: 'unreachable' });
    answers.genuine = publicKey;
    await expect(keys.find('genuine', ofNothing)).resolves.toMatchObject({ outcome: 'found' });
  });

  it.each<[string, Partial<WebhookVerificationKey>]>([
    ['another key id', { kid: 'other' }],
    ['another key type', { kty: 'RSA' }],
    ['another curve', { crv: 'P-384' }],
    ['another algorithm', { alg: 'ES384' }],
    ['another use', { use: 'enc' }],
    ['a point that is not on the curve', { x: publicKey.y, y: publicKey.x }],
  ])('T18: with %s than asked for are neither used nor kept', async (_, altered) => {
    const { keys, answers } = keysWith({ genuine: { ...publicKey, ...altered } });
    await expect(keys.find('genuine', ofNothing)).resolves.toEqual({ outcome: 'unreachable' });
    answers.genuine = publicKey;
    await expect(keys.find('genuine', ofNothing)).resolves.toMatchObject({ outcome: 'found' });
  });

  it('T19: that Plaid has retired are refused an hour later at the latest', async () => {
    const { keys, answers, clock } = keysWith({ genuine: publicKey });
    await keys.find('genuine', ofNothing);
    answers.genuine = { ...publicKey, expiredAt: clock.nowMs / 1_000 + 60 };
    clock.nowMs += HOUR_MS;
    await expect(keys.find('genuine', ofNothing)).resolves.toEqual({ outcome: 'unknown' });
  });

  it('T19: that Plaid does not know any more are refused an hour later at the latest', async () => {
    const { keys, answers, clock } = keysWith({ genuine: publicKey });
    await keys.find('genuine', ofNothing);
    answers.genuine = null;
    clock.nowMs += HOUR_MS;
    await expect(keys.find('genuine', ofNothing)).resolves.toEqual({ outcome: 'unknown' });
  });

  it('stay good through an outage of Plaid, for a day', async () => {
    const { keys, answers, clock, fetched } = keysWith({ genuine: publicKey });
    await keys.find('genuine', ofNothing);
    answers.genuine = new Error('down');
    clock.nowMs += HOUR_MS;
    await expect(keys.find('genuine', ofNothing)).resolves.toMatchObject({ outcome: 'found' });
    await keys.find('genuine', ofNothing);
    expect(fetched).toHaveLength(2);
    clock.nowMs += 24 * HOUR_MS;
    await expect(keys.find('genuine', ofNothing)).resolves.toEqual({ outcome: 'unreachable' });
  });

  it('with an end in the future are good until then', async () => {
    const { keys, clock } = keysWith({});
    const expiring = keysWith({ genuine: { ...publicKey, expiredAt: clock.nowMs / 1_000 + 60 } });
    await expect(expiring.keys.find('genuine', ofNothing)).resolves.toMatchObject({ outcome: 'found' });
    expiring.clock.nowMs += MINUTE_MS;
    await expect(expiring.keys.find('genuine', ofNothing)).resolves.toEqual({ outcome: 'unknown' });
    await expect(keys.find('genuine', ofNothing)).resolves.toEqual({ outcome: 'unknown' });
  });

  it('T17: are waited for three seconds at most', async () => {
    const keys = createVerificationKeys({
      now: Date.now,
      log: { warn: () => undefined },
      kept: NOTHING_KEPT,
      fetchKey: (_, signal) =>
        new Promise((_resolve, reject) => {
          // Holds the process, as a socket would: the timer behind the signal does not.
          const socket = setInterval(() => undefined, MINUTE_MS);
          signal.addEventListener('abort', () => {
            clearInterval(socket);
            reject(new Error('aborted'));
          });
        }),
    });
    const startedAt = Date.now();
    await expect(keys.find('genuine', ofNothing)).resolves.toEqual({ outcome: 'unreachable' });
    expect(Date.now() - startedAt).toBeLessThan(3_500);
  });
});
