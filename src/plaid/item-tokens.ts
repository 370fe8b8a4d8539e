import { notFound } from '../errors/gateway-error.js';
import type { OwnedItem } from '../model/item.js';
import { ItemGoneError } from '../vault/errors.js';
import type { Vault } from '../vault/vault.js';
import { hasPlaidCode } from './errors.js';

type TokenVault = Pick<Vault, 'withAccessToken' | 'fingerprint'>;
type UseToken<T> = (accessToken: string) => Promise<T>;

/** Uses the access token of a stored Item. An Item that is gone is NOT_FOUND, like one that never was. */
export async function withItemToken<T>(vault: TokenVault, item: OwnedItem, use: UseToken<T>): Promise<T> {
  try {
    return await vault.withAccessToken(item.id, use);
  } catch (error) {
    throw error instanceof ItemGoneError ? notFound() : error;
  }
}

/**
 * The same for a read, which may be repeated: when Plaid does not know the token because it was rotated meanwhile, the
 * read is made once more with the token that is stored now. Tokens are compared by fingerprint; none is kept.
 */
export async function readWithItemToken<T>(vault: TokenVault, item: OwnedItem, use: UseToken<T>): Promise<T> {
  const fingerprint = (accessToken: string): string => vault.fingerprint('access-token', accessToken);
  let used = '';
  try {
    return await withItemToken(vault, item, (accessToken) => {
      used = fingerprint(accessToken);
      return use(accessToken);
    });
  } catch (refused) {
    if (!hasPlaidCode(refused, 'INVALID_ACCESS_TOKEN')) throw refused;
    return withItemToken(vault, item, (accessToken) => {
      if (fingerprint(accessToken) === used) throw refused;
      return use(accessToken);
    });
  }
}
