import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type LiveGateway, startLiveGateway } from '../../support/live-gateway.js';
import { createWebhookSigner } from '../../support/webhook-signing.js';

const signer = createWebhookSigner('genuine-key');
const BODY = JSON.stringify({ webhook_type: 'ITEM', webhook_code: 'ERROR', environment: 'sandbox' });

let gateway: LiveGateway;
let keyEndpoint: Server;
/** Key ids that were fetched. */
let fetched: string[];
/** Whether the genuine key has been retired. */
let isRetired: boolean;
/** What the key endpoint does with a request instead of responding normally. */
let trouble: ((response: ServerResponse) => void) | null;

/** Plaid's key endpoint, which knows only the genuine key. */
beforeEach(async () => {
  fetched = [];
  trouble = null;
  isRetired = false;
  const { createdAt, expiredAt, ...jwk } = signer.publicKey;
  keyEndpoint = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const { key_id: keyId } = JSON.parse(text) as { key_id: string };
      fetched.push(keyId);
      if (trouble !== null) {
        trouble(response);
        return;
      }
      const known = keyId === signer.keyId && !isRetired;
      const unknown = { error_type: 'INVALID_INPUT', error_code: 'INVALID_WEBHOOK_VERIFICATION_KEY_ID' };
      const reply = known
        ? { key: { ...jwk, created_at: createdAt, expired_at: expiredAt } }
        : { ...unknown, error_message: 'no such key', display_message: null };
      response.writeHead(known ? 200 : 400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ...reply, request_id: 'request-id' }));
    });
  });
  await new Promise<void>((resolve) => keyEndpoint.listen(0, '127.0.0.1', resolve));
  const { port } = keyEndpoint.address() as AddressInfo;
  gateway = await startLiveGateway({ plaidUrl: `http://127.0.0.1:${port}` });
});

afterEach(async () => {
  await gateway.close();
  await new Promise((resolve) => keyEndpoint.close(resolve));
});

/** The key fetches that attackers can have caused since `startedAt` (performance.now): see docs/adr/0027. */
const unreservedFetches = (startedAt: number) => 5 + Math.ceil((210 / 60_000) * (performance.now() - startedAt));

function receive(token: string): Promise<{ status: number }> {
  return gateway.receiver.receive({
    rawBody: Buffer.from(BODY),
    verificationHeader: token,
    contentType: 'application/json',
    requestId: 'request',
    signal: new AbortController().signal,
  });
}

const forged = (keyId: string) => createWebhookSigner(keyId).sign(BODY, Math.floor(Date.now() / 1_000));
const genuine = () => signer.sign(BODY, Math.floor(Date.now() / 1_000));

describe('two hundred webhooks with forged key ids', () => {
  it('T17: cause a few fetches a second, and a genuine one is accepted meanwhile', async () => {
    await expect(receive(genuine())).resolves.toEqual({ status: 200 });
    const tokens = Array.from({ length: 200 }, (_, index) => forged(`forged-${index}`));
    const startedAt = performance.now();
    const flood = Promise.all(tokens.map(receive));
    await expect(receive(genuine())).resolves.toEqual({ status: 200 });
    const statuses = (await flood).map(({ status }) => status);
    await expect(receive(genuine())).resolves.toEqual({ status: 200 });
    const allowed = unreservedFetches(startedAt);
    expect(fetched.filter((keyId) => keyId !== signer.keyId).length).toBeLessThanOrEqual(allowed);
    expect(fetched.filter((keyId) => keyId === signer.keyId)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([401, 503]));
    expect(gateway.receipts.filter((receipt) => receipt === 'refused').length).toBeLessThanOrEqual(allowed);
  }, 30_000);

  it('T17: with the same key id cause one fetch', async () => {
    const token = forged('forged');
    const statuses = await Promise.all(Array.from({ length: 200 }, () => receive(token)));
    expect(fetched).toEqual(['forged']);
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([401]));
  });
});

describe('a gateway that has been restarted', () => {
  const flood = () => Promise.all(Array.from({ length: 200 }, (_, index) => receive(forged(`forged-${index}`))));

  it('T17: accepts a genuine webhook after forged key ids have used up the fetch budget', async () => {
    await expect(receive(genuine())).resolves.toEqual({ status: 200 });
    gateway.restart();
    await flood();
    await expect(receive(signer.sign(BODY, Math.floor(Date.now() / 1_000) - 1))).resolves.toEqual({ status: 200 });
  }, 30_000);

  it('T19: confirms a stored key with Plaid before it trusts the key', async () => {
    await expect(receive(genuine())).resolves.toEqual({ status: 200 });
    gateway.restart();
    isRetired = true;
    await expect(receive(genuine())).resolves.toEqual({ status: 401 });
  });

  it('trusts a stored key while Plaid is down', async () => {
    await expect(receive(genuine())).resolves.toEqual({ status: 200 });
    gateway.restart();
    trouble = (response) => response.writeHead(500).end();
    await expect(receive(signer.sign(BODY, Math.floor(Date.now() / 1_000) - 1))).resolves.toEqual({ status: 200 });
  });

  it('T18: does not trust a key that an attacker has written into the database, not even while Plaid is down', async () => {
    await expect(receive(genuine())).resolves.toEqual({ status: 200 });
    gateway.restart();
    const attacker = createWebhookSigner('strange-key');
    const written = JSON.stringify({ key: attacker.publicKey, keptAt: Date.now() });
    await gateway.records.store.settings.putIfAbsent('webhook_verification_key.strange-key', written);
    trouble = (response) => response.writeHead(500).end();
    await expect(receive(attacker.sign(BODY, Math.floor(Date.now() / 1_000)))).resolves.toEqual({ status: 503 });
    await expect(receive(signer.sign(BODY, Math.floor(Date.now() / 1_000) - 1))).resolves.toEqual({ status: 200 });
  });
});

describe('while the key endpoint fails, two thousand webhooks with forged key ids', () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ['responds with 500', (response) => response.writeHead(500).end()],
    ['responds with 503', (response) => response.writeHead(503).end()],
    ['responds with 429', (response) => response.writeHead(429, { 'retry-after': '0' }).end()],
    ['closes the connection', (response) => response.destroy()],
  ])(
    'T17: cause a few requests a second to it when it %s',
    async (_, fail) => {
      trouble = fail;
      const issuedAt = Math.floor(Date.now() / 1_000);
      const startedAt = performance.now();
      const tokens = Array.from({ length: 2_000 }, (__, index) =>
        signer.sign(BODY, issuedAt, { header: { kid: `forged-${index}` } }),
      );
      const statuses = (await Promise.all(tokens.map(receive))).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([503]));
      expect(fetched.length).toBeGreaterThan(0);
      expect(fetched.length).toBeLessThanOrEqual(unreservedFetches(startedAt));
    },
    30_000,
  );
});
