import { setTimeout as pause } from 'node:timers/promises';
import { GatewayError, notFound, type PlaidErrorDetails } from '../errors/gateway-error.js';
import type { CallOutcome } from '../model/item-status.js';
import type { OwnedItem } from '../model/item.js';
import type { PlaidError } from '../model/plaid-error.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { AccessTokenNotFoundError } from '../vault/errors.js';
import type { Vault } from '../vault/vault.js';
import type { CallableEndpoint, PlaidCaller } from './endpoint.js';
import { itemGet } from './endpoints/item-get.js';
import { removeOrphan } from './endpoints/item-writes.js';
import * as ENDPOINTS from './endpoints/registry.js';
import { hasPlaidCode } from './errors.js';
import type { PlaidCall } from './plaid-call.js';
import { createRateLimitBudget, type RateLimits } from './call-limits.js';
import { createRedactor } from './redact.js';
import { createTransport } from './transport.js';

export type { LinkTokenRequest } from './endpoints/link-token-create.js';
export type { WebhookVerificationKey } from './endpoints/webhook-verification-key-get.js';
export type { PlaidCall } from './plaid-call.js';

type Call<E> = E extends { call: (plaid: PlaidCaller, ...params: infer Params) => infer Result }
  ? (...params: Params) => Result
  : never;

/** One method per endpoint of the registry, named as there: `itemGet(item, call)`. */
export type EndpointMethods = { readonly [Name in keyof typeof ENDPOINTS]: Call<(typeof ENDPOINTS)[Name]> };

/**
 * Plaid. Access tokens are decrypted inside and never leave: new ones are returned sealed.
 *
 * Fails only with GatewayError: UPSTREAM_TIMEOUT, UPSTREAM_UNAVAILABLE, UPSTREAM_RATE_LIMITED, UPSTREAM_INVALID_RESPONSE,
 * ITEM_ACTION_REQUIRED, PRODUCT_NOT_READY, PRODUCT_NOT_SUPPORTED, UPSTREAM_REJECTED (with `details.plaid` when Plaid
 * responded), and NOT_FOUND when the vault no longer has the Item. When `recorded` of the call rejects, with that error.
 */
export interface PlaidClient extends EndpointMethods {
  /** Calls any endpoint: `call(itemGet, item, plaidCall)` is `itemGet(item, plaidCall)`. */
  call<Params extends unknown[], Result>(
    endpoint: CallableEndpoint<Params, Result>,
    ...params: [...Params, call: PlaidCall]
  ): Promise<Result>;
  /** Plaid's error about the stored access token; null when Plaid accepts it. Does not wait for a rotation in progress. */
  probeAccessToken: Call<{ call: typeof probeAccessToken }>;
  /** /item/remove for an Item that was exchanged but could not be stored. */
  removeOrphan: Call<{ call: typeof removeOrphan }>;
  /** Closes idle connections and aborts calls in progress. */
  close(): Promise<void>;
}

/** Plaid's address, the gateway's credentials there, and what the client needs from its surroundings. */
export interface PlaidClientOptions {
  /** Without the path of an endpoint; https, or http on loopback. */
  baseUrl: string;
  clientId: string;
  secret: string;
  /** The deadline of one call in milliseconds, including retries and response bodies. */
  timeoutMs: number;
  vault: Vault;
  /** Which of Plaid's published rate limits the gateway enforces itself. Absent: none. */
  rateLimits?: RateLimits;
  /** The wall clock in Unix ms: for a Retry-After with a date, and for rate limits. */
  now: () => number;
  /** 0 to 1, for the jitter of retries. */
  random: () => number;
  log?: Pick<Logger, 'debug'>;
  metrics?: Metrics | null;
  /**
   * Receives the outcome of each call for a stored Item, when the outcome says something about the Item. The call waits
   * for it, so that the next reader sees what was learned. Must not fail.
   */
  onItemCall?: (item: OwnedItem, outcome: CallOutcome) => Promise<void>;
}

/** The client of one Plaid environment. It holds connections: its creator closes it. */
export function createPlaidClient(options: PlaidClientOptions): PlaidClient {
  const { vault, now } = options;
  const redact = createRedactor([options.clientId, options.secret]);
  const transport = createTransport({
    ...options,
    redact,
    budget: createRateLimitBudget({ rateLimits: options.rateLimits ?? 'off', now }),
  });

  const caller: PlaidCaller = {
    vault,
    redact,
    send: (endpoint, body, call, itemId) => transport.send(endpoint, body, call, itemId),
    async sendForItem(endpoint, item, body, call, { parse, errorIn }) {
      const { path, proves, retry } = endpoint;
      const requestedAt = now();
      const report = (error: PlaidError | null) =>
        options.onItemCall?.(item, { endpoint: path, proves, requestedAt, respondedAt: now(), error });
      const withToken = retry === 'safe' ? readWithItemToken : withItemToken;
      try {
        const response = await withToken(
          vault,
          item,
          (token) => transport.send(endpoint, { ...body, access_token: token }, call, item.id),
          call.recorded,
        );
        if (errorIn === undefined) {
          await report(null);
          return parse(response, requestedAt);
        }
        const result = parse(response, requestedAt);
        await report(errorIn(result));
        return result;
      } catch (error) {
        if (error instanceof GatewayError && error.details.itemError) await report(error.details.itemError);
        throw error;
      }
    },
  };

  const methods = Object.entries(ENDPOINTS).map(([name, endpoint]) => [
    name,
    (...params: unknown[]) =>
      (endpoint as CallableEndpoint<unknown[], unknown>).call(caller, ...(params as [PlaidCall])),
  ]);
  return {
    ...(Object.fromEntries(methods) as EndpointMethods),
    call: (endpoint, ...params) => endpoint.call(caller, ...params),
    probeAccessToken: (...params) => probeAccessToken(caller, ...params),
    removeOrphan: (...params) => removeOrphan(caller, ...params),
    close: () => transport.close(),
  };
}

type TokenVault = Pick<Vault, 'withAccessToken' | 'fingerprint'>;
type UseToken<T> = Parameters<typeof withItemToken<T>>[2];

/**
 * Uses the access token of a stored Item. A removed Item is NOT_FOUND, like one that never existed. `ready`: the token is
 * looked up before, and decrypted after it has resolved.
 */
async function withItemToken<T>(
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
async function readWithItemToken<T>(
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

/** Plaid's error about the stored access token, from /item/get; null when Plaid accepts it. Does not wait for a rotation. */
async function probeAccessToken(
  plaid: PlaidCaller,
  item: OwnedItem,
  call: PlaidCall,
): Promise<PlaidErrorDetails | null> {
  try {
    await withItemToken(plaid.vault, item, (access_token) => plaid.send(itemGet, { access_token }, call, item.id));
    return null;
  } catch (error) {
    const isRefused = hasPlaidCode(error, 'INVALID_ACCESS_TOKEN', 'ITEM_NOT_FOUND');
    if (isRefused && error instanceof GatewayError && error.details.plaid) return error.details.plaid;
    throw error;
  }
}
