import { createHmac } from 'node:crypto';
import { createVerificationKeys } from '../../../src/webhooks/verification-keys.js';
import { createVerify, type Verification } from '../../../src/webhooks/verify.js';
import type { WebhookVerificationKey } from '../../../src/plaid/plaid-client.js';
import { NO_STORED_KEYS } from '../../support/stored-keys.js';
import { createWebhookSigner, encode, sha256 } from '../../support/webhook-signing.js';
import { vector } from './vector.js';

const NOW_SECONDS = 1_760_000_000;
const BODY = '{"webhook_type":"ITEM","webhook_code":"ERROR"}';
const ORDER_OF_P256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const signer = createWebhookSigner('key-1');

/** A verifier for which Plaid knows these keys, and the key ids that it fetched. */
function verifierOf(keys: WebhookVerificationKey[], nowSeconds = NOW_SECONDS) {
  const fetched: string[] = [];
  const now = () => nowSeconds * 1_000;
  const verify = createVerify({
    now,
    findSubject: () => Promise.resolve(null),
    keys: createVerificationKeys({
      now,
      log: { warn: () => undefined },
      stored: NO_STORED_KEYS,
      fetchKey: (keyId) => {
        fetched.push(keyId);
        return Promise.resolve(keys.find((key) => key.kid === keyId) ?? null);
      },
    }),
  });
  return { fetched, verify: (token: string | undefined, body = BODY) => verify(Buffer.from(body), token) };
}

function verify(token: string | undefined, body = BODY): Promise<Verification> {
  return verifierOf([signer.publicKey]).verify(token, body);
}

function malleate(token: string): string {
  const [header, payload, signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const s = BigInt(`0x${bytes.subarray(32).toString('hex')}`);
  const flipped = Buffer.from((ORDER_OF_P256 - s).toString(16).padStart(64, '0'), 'hex');
  return `${header}.${payload}.${Buffer.concat([bytes.subarray(0, 32), flipped]).toString('base64url')}`;
}

describe('a webhook signed by Plaid', () => {
  it('is verified: a fixed vector created with node:crypto', async () => {
    const key = { ...signer.publicKey, kid: vector.keyId, ...vector.jwk };
    const { verify } = verifierOf([key], vector.signedAt + 10);
    const token = `${vector.header}.${vector.payload}.${vector.signature}`;
    await expect(verify(token, vector.body)).resolves.toEqual({
      outcome: 'verified',
      replayKey: `${vector.keyId}.${vector.signedAt}.${sha256(vector.body)}`,
    });
  });

  it.each([0, 300, -60])('is verified at an age of %i s', async (age) => {
    await expect(verify(signer.sign(BODY, NOW_SECONDS - age))).resolves.toMatchObject({ outcome: 'verified' });
  });

  it('T14: has one replay key, even if its signature is malleated or padded', async () => {
    const token = signer.sign(BODY, NOW_SECONDS);
    const original = await verify(token);
    expect(original.outcome).toBe('verified');
    await expect(verify(malleate(token))).resolves.toEqual(original);
    const padded = await verify(`${token}==`);
    if (padded.outcome === 'verified') expect(padded).toEqual(original);
  });

  it('has another replay key when it is signed again later', async () => {
    const first = await verify(signer.sign(BODY, NOW_SECONDS - 5));
    const second = await verify(signer.sign(BODY, NOW_SECONDS));
    expect(first.outcome).toBe('verified');
    expect(second).not.toEqual(first);
  });
});

describe('a webhook is refused', () => {
  const hour = 3_600;
  const none = `${encode({ alg: 'none', kid: 'key-1' })}.${encode({ iat: NOW_SECONDS, request_body_sha256: sha256(BODY) })}.`;
  const hs256 = (() => {
    const input = `${encode({ alg: 'HS256', kid: 'key-1' })}.${encode({ iat: NOW_SECONDS, request_body_sha256: sha256(BODY) })}`;
    return `${input}.${createHmac('sha256', signer.publicKey.x).update(input).digest('base64url')}`;
  })();

  it.each<[string, string | undefined]>([
    ['without a signature', undefined],
    ['with an empty header', ''],
    ['with a header that is not a token', 'not.a.token'],
    ['with two parts', signer.sign(BODY, NOW_SECONDS).split('.').slice(0, 2).join('.')],
    ['with alg none', none],
    ['with alg HS256', hs256],
    ['with alg ES384', signer.sign(BODY, NOW_SECONDS, { header: { alg: 'ES384' } })],
    ['with alg es256', signer.sign(BODY, NOW_SECONDS, { header: { alg: 'es256' } })],
    ['with a critical extension', signer.sign(BODY, NOW_SECONDS, { header: { crit: ['b64'], b64: false } })],
    ['with a character in the signature that is not base64url', `${signer.sign(BODY, NOW_SECONDS)}!`],
    ['without a key id', signer.sign(BODY, NOW_SECONDS, { header: { kid: undefined } })],
    ['with a key id that is a path', signer.sign(BODY, NOW_SECONDS, { header: { kid: '../key' } })],
    ['with a key id of 65 characters', signer.sign(BODY, NOW_SECONDS, { header: { kid: 'k'.repeat(65) } })],
    [
      'with a token of more than 2048 characters',
      signer.sign(BODY, NOW_SECONDS, { claims: { more: 'x'.repeat(2_000) } }),
    ],
    ['301 s old', signer.sign(BODY, NOW_SECONDS - 301)],
    ['an hour old', signer.sign(BODY, NOW_SECONDS - hour)],
    ['61 s in the future', signer.sign(BODY, NOW_SECONDS + 61)],
    ['without iat', signer.sign(BODY, NOW_SECONDS, { claims: { iat: undefined } })],
    ['with iat in quotes', signer.sign(BODY, NOW_SECONDS, { claims: { iat: String(NOW_SECONDS) } })],
    [
      'with an infinite iat',
      signer
        .sign(BODY, NOW_SECONDS)
        .replace(
          /\.[^.]+\./,
          `.${Buffer.from(`{"iat":1e999,"request_body_sha256":"${sha256(BODY)}"}`).toString('base64url')}.`,
        ),
    ],
    ['without a body hash', signer.sign(BODY, NOW_SECONDS, { claims: { request_body_sha256: undefined } })],
    ['with a malformed body hash', signer.sign(BODY, NOW_SECONDS, { claims: { request_body_sha256: 'abc' } })],
  ])('T13: %s, without fetching a key', async (_, token) => {
    const { verify, fetched } = verifierOf([signer.publicKey]);
    await expect(verify(token)).resolves.toMatchObject({ outcome: 'refused' });
    expect(fetched).toEqual([]);
  });

  it('T13: with the signature of another key', async () => {
    const forged = createWebhookSigner('key-1').sign(BODY, NOW_SECONDS);
    await expect(verify(forged)).resolves.toMatchObject({ outcome: 'refused' });
  });

  it('T13: with a signature in DER form', async () => {
    const [header, payload, signature = ''] = signer.sign(BODY, NOW_SECONDS).split('.');
    const raw = Buffer.from(signature, 'base64url');
    const integer = (bytes: Buffer) => {
      const positive = (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
      return Buffer.concat([Buffer.from([2, positive.length]), positive]);
    };
    const integers = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
    const der = Buffer.concat([Buffer.from([0x30, integers.length]), integers]).toString('base64url');
    await expect(verify(`${header}.${payload}.${der}`)).resolves.toMatchObject({ outcome: 'refused' });
  });

  it('T13: when one byte of its body was changed', async () => {
    const token = signer.sign(BODY, NOW_SECONDS);
    await expect(verify(token, `${BODY} `)).resolves.toMatchObject({ outcome: 'refused' });
    await expect(verify(token, BODY.replace('ERROR', 'error'))).resolves.toMatchObject({ outcome: 'refused' });
  });

  it('T13: when its claims were replaced', async () => {
    const [header, , signature] = signer.sign(BODY, NOW_SECONDS - hour).split('.');
    const claims = encode({ iat: NOW_SECONDS, request_body_sha256: sha256(BODY) });
    await expect(verify(`${header}.${claims}.${signature}`)).resolves.toMatchObject({ outcome: 'refused' });
  });

  it('when Plaid does not know its key', async () => {
    await expect(verifierOf([]).verify(signer.sign(BODY, NOW_SECONDS))).resolves.toMatchObject({ outcome: 'refused' });
  });

  it('T19: when its key has expired', async () => {
    const { verify } = verifierOf([{ ...signer.publicKey, expiredAt: NOW_SECONDS - 1 }]);
    await expect(verify(signer.sign(BODY, NOW_SECONDS))).resolves.toMatchObject({ outcome: 'refused' });
  });
});
