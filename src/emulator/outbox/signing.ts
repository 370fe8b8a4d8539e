import { createHash, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { Clock } from '../clock.js';
import type { Environment } from '../options.js';
import type { SigningKeyRecord } from '../state/records.js';
import type { State } from '../state/state.js';

/** Signing faults. */
export interface SigningFaults {
  /** Signs with an unpublished key, under the kid of the current key. */
  forged: boolean;
  /** Sets `iat` this far back. */
  staleMs: number;
}

/** Signs webhooks as Plaid does. Every key it has used remains available from /webhook_verification_key/get. */
export interface Signer {
  /** The value of the Plaid-Verification header for these exact bytes. */
  sign(body: string, faults: SigningFaults): Promise<string>;
  /** Expires the current key and creates a new one. */
  rotate(): Promise<void>;
}

/** The key id that the integration tests of Plaid's client libraries request. Here it is an expired key that never signs. */
const DOCUMENTED_KEY_ID = '6c5516e1-92dc-479e-a8ff-5a51992e0001';

type PrivateKey = Awaited<ReturnType<typeof importJWK<SigningKeyRecord['privateJwk']>>>;

/** The kid is random, not derived from the seed: a receiver may have cached a different key with that kid. */
async function newKey(createdAtMs: number): Promise<SigningKeyRecord> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { x, y, d } = await exportJWK(privateKey);
  if (x === undefined || y === undefined || d === undefined) throw new Error('jose exported an incomplete EC key');
  return { id: randomUUID(), privateJwk: { kty: 'EC', crv: 'P-256', x, y, d }, createdAtMs, expiredAtMs: null };
}

const load = (record: SigningKeyRecord): Promise<PrivateKey> => importJWK(record.privateJwk, 'ES256');

/** Uses the newest stored key, or creates one. */
export async function createSigner(state: State, clock: Clock, environment: Environment): Promise<Signer> {
  const { privateKey: foreignKey } = await generateKeyPair('ES256');
  const current = (): SigningKeyRecord | undefined =>
    state.signingKeys.values().findLast((key) => key.expiredAtMs === null);
  let loaded: { kid: string; key: PrivateKey } | undefined;

  async function addDocumented(): Promise<void> {
    if (environment !== 'sandbox' || state.signingKeys.get(DOCUMENTED_KEY_ID) !== undefined) return;
    const createdAtMs = clock.now();
    state.signingKeys.put({ ...(await newKey(createdAtMs)), id: DOCUMENTED_KEY_ID, expiredAtMs: createdAtMs });
    state.flush();
  }
  async function add(): Promise<SigningKeyRecord> {
    await addDocumented();
    const record = await newKey(clock.now());
    state.signingKeys.put(record);
    state.flush();
    return record;
  }
  async function signingKey(): Promise<{ kid: string; key: PrivateKey }> {
    const record = current() ?? (await add());
    if (loaded?.kid !== record.id) loaded = { kid: record.id, key: await load(record) };
    return loaded;
  }
  await addDocumented();
  await signingKey();
  return {
    sign: async (body, { forged, staleMs }) => {
      const { kid, key } = await signingKey();
      const issuedAt = Math.floor((clock.now() - staleMs) / 1000);
      return new SignJWT({ request_body_sha256: createHash('sha256').update(body).digest('hex') })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
        .setIssuedAt(issuedAt)
        .sign(forged ? foreignKey : key);
    },
    rotate: async () => {
      const old = current();
      if (old !== undefined) state.signingKeys.put({ ...old, expiredAtMs: clock.now() });
      await add();
    },
  };
}
