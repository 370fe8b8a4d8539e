import type { WebhookVerificationKey } from '../../../src/plaid/plaid-client.js';
import { WAITING_LIMITS } from '../../../src/webhooks/key-waiting-room.js';
import { createVerificationKeys } from '../../../src/webhooks/verification-keys.js';
import { NO_STORED_KEYS } from '../../support/stored-keys.js';
import { createWebhookSigner } from '../../support/webhook-signing.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const { publicKey } = createWebhookSigner('genuine');
/** The subject of a webhook that names nothing of this gateway. */
const noSubject = () => Promise.resolve(null);

/** Keys from an endpoint that returns the current `responses`, and a clock that only the test moves. */
function keysWith(responses: Record<string, WebhookVerificationKey | Error | null>) {
  const fetched: string[] = [];
  const clock = { nowMs: 1_760_000_000_000 };
  const keys = createVerificationKeys({
    now: () => clock.nowMs,
    log: { warn: () => undefined },
    stored: NO_STORED_KEYS,
    waitingLimits: { ...WAITING_LIMITS, waitMs: 300 },
    fetchKey: (keyId) => {
      fetched.push(keyId);
      const response = responses[keyId] ?? null;
      return response instanceof Error ? Promise.reject(response) : Promise.resolve(response);
    },
  });
  return { keys, fetched, clock, responses };
}

describe('verification keys', () => {
  it('are fetched once, also for deliveries at the same time', async () => {
    const { keys, fetched } = keysWith({ genuine: publicKey });
    const found = await Promise.all(Array.from({ length: 50 }, () => keys.find('genuine', noSubject)));
    expect(new Set(found.map(({ outcome }) => outcome))).toEqual(new Set(['found']));
    await keys.find('genuine', noSubject);
    expect(fetched).toEqual(['genuine']);
  });

  it('T17: that Plaid does not know are not fetched again within a minute', async () => {
    const { keys, fetched, clock } = keysWith({});
    await expect(keys.find('forged', noSubject)).resolves.toEqual({ outcome: 'unknown' });
    clock.nowMs += 59 * SECOND_MS;
    await expect(keys.find('forged', noSubject)).resolves.toEqual({ outcome: 'unknown' });
    expect(fetched).toHaveLength(1);
    clock.nowMs += 2 * SECOND_MS;
    await keys.find('forged', noSubject);
    expect(fetched).toHaveLength(2);
  });

  it('T17: cause a few fetches at a time when their ids are forged, and a known one is found meanwhile', async () => {
    const { keys, fetched, clock } = keysWith({ genuine: publicKey });
    await keys.find('genuine', noSubject);
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, index) => keys.find(`forged-${index}`, noSubject)),
    );
    // The genuine one took nothing from what is there for others.
    expect(fetched.filter((keyId) => keyId !== 'genuine')).toHaveLength(5);
    expect(outcomes.filter(({ outcome }) => outcome === 'unknown')).toHaveLength(5);
    expect(outcomes.filter(({ outcome }) => outcome === 'unavailable')).toHaveLength(195);
    await expect(keys.find('genuine', noSubject)).resolves.toMatchObject({ outcome: 'found' });
    clock.nowMs += SECOND_MS;
    await expect(keys.find('forged-200', noSubject)).resolves.toEqual({ outcome: 'unknown' });
  });

  it('are unavailable while Plaid is, and found when Plaid is back', async () => {
    const { keys, responses } = keysWith({ genuine: new Error('down') });
    await expect(keys.find('genuine', noSubject)).resolves.toEqual({ outcome: 'unavailable' });
    responses.genuine = publicKey;
    await expect(keys.find('genuine', noSubject)).resolves.toMatchObject({ outcome: 'found' });
  });

  it.each<[string, Partial<WebhookVerificationKey>]>([
    ['another key id', { kid: 'other' }],
    ['another key type', { kty: 'RSA' }],
    ['another curve', { crv: 'P-384' }],
    ['another algorithm', { alg: 'ES384' }],
    ['another use', { use: 'enc' }],
    ['a point that is not on the curve', { x: publicKey.y, y: publicKey.x }],
  ])('T18: with %s than requested are neither used nor cached', async (_, altered) => {
    const { keys, responses } = keysWith({ genuine: { ...publicKey, ...altered } });
    await expect(keys.find('genuine', noSubject)).resolves.toEqual({ outcome: 'unavailable' });
    responses.genuine = publicKey;
    await expect(keys.find('genuine', noSubject)).resolves.toMatchObject({ outcome: 'found' });
  });

  it('T19: that Plaid has retired are refused within an hour', async () => {
    const { keys, responses, clock } = keysWith({ genuine: publicKey });
    await keys.find('genuine', noSubject);
    responses.genuine = { ...publicKey, expiredAt: clock.nowMs / 1_000 + 60 };
    clock.nowMs += HOUR_MS;
    await expect(keys.find('genuine', noSubject)).resolves.toEqual({ outcome: 'unknown' });
  });

  it('T19: that Plaid no longer knows are refused within an hour', async () => {
    const { keys, responses, clock } = keysWith({ genuine: publicKey });
    await keys.find('genuine', noSubject);
    responses.genuine = null;
    clock.nowMs += HOUR_MS;
    await expect(keys.find('genuine', noSubject)).resolves.toEqual({ outcome: 'unknown' });
  });

  it('stay valid for a day during an outage of Plaid', async () => {
    const { keys, responses, clock, fetched } = keysWith({ genuine: publicKey });
    await keys.find('genuine', noSubject);
    responses.genuine = new Error('down');
    clock.nowMs += HOUR_MS;
    await expect(keys.find('genuine', noSubject)).resolves.toMatchObject({ outcome: 'found' });
    await keys.find('genuine', noSubject);
    expect(fetched).toHaveLength(2);
    clock.nowMs += 24 * HOUR_MS;
    await expect(keys.find('genuine', noSubject)).resolves.toEqual({ outcome: 'unavailable' });
  });

  it('with an expiry in the future are valid until then', async () => {
    const { keys, clock } = keysWith({});
    const expiring = keysWith({ genuine: { ...publicKey, expiredAt: clock.nowMs / 1_000 + 60 } });
    await expect(expiring.keys.find('genuine', noSubject)).resolves.toMatchObject({ outcome: 'found' });
    expiring.clock.nowMs += MINUTE_MS;
    await expect(expiring.keys.find('genuine', noSubject)).resolves.toEqual({ outcome: 'unknown' });
    await expect(keys.find('genuine', noSubject)).resolves.toEqual({ outcome: 'unknown' });
  });

  it('T17: are waited for at most three seconds', async () => {
    const keys = createVerificationKeys({
      now: Date.now,
      log: { warn: () => undefined },
      stored: NO_STORED_KEYS,
      fetchKey: (_, signal) =>
        new Promise((_resolve, reject) => {
          // Keeps the process alive, as a socket would: the timer of the signal does not.
          const socket = setInterval(() => undefined, MINUTE_MS);
          signal.addEventListener('abort', () => {
            clearInterval(socket);
            reject(new Error('aborted'));
          });
        }),
    });
    const startedAt = Date.now();
    await expect(keys.find('genuine', noSubject)).resolves.toEqual({ outcome: 'unavailable' });
    expect(Date.now() - startedAt).toBeLessThan(3_500);
  });
});
