import { setTimeout as pause } from 'node:timers/promises';
import { notFound } from '../errors/gateway-error.js';
import type { OwnedItem } from '../model/item.js';
import { AccessTokenNotFoundError } from '../vault/errors.js';
import type { Vault } from '../vault/vault.js';
import { hasPlaidCode } from './errors.js';

type TokenVault = Pick<Vault, 'withAccessToken' | 'fingerprint'>;
type UseToken<T> = Parameters<typeof withItemToken<T>>[2];

/**
 * Uses the access token of a stored Item. A removed Item is NOT_FOUND, like one that never existed. `ready`: the token is
 * looked up before, and decrypted after it has resolved.
 */
export async function withItemToken<T>(
  vault: TokenVault,
  item: OwnedItem,
  use: (accessToken: string, state: { rotationInProgress: boolean }) => Promise<T>,
  ready?: Promise<void>,
): Promise<T> {
  try {
    return await vault.withAccessToken(item.id, use, ready);
  } catch (error) {
    throw error instanceof AccessTokenNotFoundError ? notFound() : error;
  }
}

/** How long a read waits for the new token of a rotation in progress, and how often it checks. Storing takes milliseconds. */
const ROTATION_WAIT_MS = 4_000;
const ROTATION_POLL_MS = 20;

/**
 * Like withItemToken, for a read, which is idempotent: when Plaid rejects the token because it is being rotated, or was rotated
 * meanwhile, the read is repeated once with the new token, as soon as that is stored. Tokens are compared by fingerprint;
 * none is retained.
 */
export async function readWithItemToken<T>(
  vault: TokenVault,
  item: OwnedItem,
  use: UseToken<T>,
  ready?: Promise<void>,
): Promise<T> {
  const fingerprint = (accessToken: string): string => vault.fingerprint('access-token', accessToken);
  let used = '';
  try {
    return await withItemToken(
      vault,
      item,
      (accessToken, state) => {
        used = fingerprint(accessToken);
        return use(accessToken, state);
      },
      ready,
    );
  } catch (refused) {
    if (!hasPlaidCode(refused, 'INVALID_ACCESS_TOKEN')) throw refused;
    await awaitRotation(vault, item, (accessToken) => fingerprint(accessToken) !== used);
    return withItemToken(vault, item, (accessToken, state) => {
      if (fingerprint(accessToken) === used) throw refused;
      return use(accessToken, state);
    });
  }
}

/** Resolves when the stored token has changed, when no rotation is in progress, or after ROTATION_WAIT_MS. */
async function awaitRotation(
  vault: TokenVault,
  item: OwnedItem,
  isAnother: (accessToken: string) => boolean,
): Promise<void> {
  for (let waitedMs = 0; waitedMs < ROTATION_WAIT_MS; waitedMs += ROTATION_POLL_MS) {
    const isOver = await withItemToken(vault, item, (accessToken, { rotationInProgress }) =>
      Promise.resolve(!rotationInProgress || isAnother(accessToken)),
    );
    if (isOver) return;
    await pause(ROTATION_POLL_MS);
  }
}
