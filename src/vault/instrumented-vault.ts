import type { Metrics } from '../observability/metrics.js';
import type { Vault } from './vault.js';

type Operation = 'seal' | 'open' | 'fingerprint' | 'token';

/** Wraps a vault so that its operations are counted. */
export function instrumentedVault(vault: Vault, metrics: Metrics): Vault {
  const counted = <T>(operation: Operation, work: () => T): T => {
    let outcome = 'failed';
    try {
      const result = work();
      outcome = 'ok';
      return result;
    } finally {
      metrics.add('plaid_gateway_vault_operations_total', { operation, outcome });
    }
  };
  return {
    ...vault,
    seal: (context, plaintext) => counted('seal', () => vault.seal(context, plaintext)),
    open: (context, sealed) => counted('open', () => vault.open(context, sealed)),
    fingerprint: (purpose, plaintext) => counted('fingerprint', () => vault.fingerprint(purpose, plaintext)),
    sealPublicToken: (ownerId, publicToken) => counted('seal', () => vault.sealPublicToken(ownerId, publicToken)),
    openPublicToken: (ownerId, sealed) => counted('open', () => vault.openPublicToken(ownerId, sealed)),
    sealAccessToken: (ownerId, itemId, token) => counted('seal', () => vault.sealAccessToken(ownerId, itemId, token)),
    withAccessToken: (itemId, use, ready) => countedToken((using) => vault.withAccessToken(itemId, using, ready), use),
    withSealedAccessToken: (owner, sealed, use) =>
      countedToken((using) => vault.withSealedAccessToken(owner, sealed, using), use),
  };

  /** An error of `use`, once the token is decrypted, counts as an error of the call and not of the vault. */
  async function countedToken<T, Args extends unknown[]>(
    withToken: (use: (...args: Args) => Promise<T>) => Promise<T>,
    use: (...args: Args) => Promise<T>,
  ): Promise<T> {
    let outcome = 'failed';
    try {
      return await withToken((...args) => {
        outcome = 'ok';
        return use(...args);
      });
    } finally {
      metrics.add('plaid_gateway_vault_operations_total', { operation: 'token', outcome });
    }
  }
}
