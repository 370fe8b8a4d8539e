import { GatewayError } from '../errors/gateway-error.js';
import type { ItemId, UnixMs } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { CallOutcome } from '../model/item-status.js';
import type { PlaidError } from '../model/plaid-error.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { Vault } from '../vault/vault.js';
import { createRateLimitBudget, type RateLimits } from './rate-limit-budget.js';
import { consentCalls } from './consent-calls.js';
import type { Endpoint } from './endpoints.js';
import { readWithItemToken, withItemToken } from './item-tokens.js';
import { itemReads } from './item-reads.js';
import { itemWrites } from './item-writes.js';
import { linkCalls } from './link-calls.js';
import { partnerCalls } from './partner-calls.js';
import type { PlaidCall, PlaidClient } from './plaid-client.js';
import { publicReads } from './public-reads.js';
import { sandboxCalls } from './sandbox-calls.js';
import { createRedactor } from './redact.js';
import { createTransport } from './transport.js';

/** Where Plaid is, our credentials there, and what the client needs of its surroundings. */
export interface PlaidClientOptions {
  /** Without the path of an endpoint; https, or http on loopback. */
  baseUrl: string;
  clientId: string;
  secret: string;
  /** The whole deadline of one call, retries and body included, in milliseconds. */
  timeoutMs: number;
  vault: Vault;
  /** Which of Plaid's limits are kept before Plaid is asked; left out: none. */
  rateLimits?: RateLimits;
  /** The wall clock in Unix ms: for a Retry-After that names a time, and for the minutes of rate limits. */
  now: () => number;
  /** 0 to 1, for the jitter of retries. */
  random: () => number;
  log?: Pick<Logger, 'debug'>;
  metrics?: Metrics;
  /**
   * Told what each call of a stored Item came to, when it says something about the Item, and waited for: whoever is
   * answered next finds it known. It never fails.
   */
  onItemCall?: (item: OwnedItem, outcome: CallOutcome) => Promise<void>;
}

type Body = Record<string, unknown>;
type Answer = Record<string, unknown>;

/** What the groups of methods are made with. */
export interface PlaidCaller {
  vault: Vault;
  scrub: (text: string) => string;
  /** Without an access token, or with that of `itemId` in the body. */
  send(endpoint: Endpoint, body: Body, call: PlaidCall, itemId?: ItemId): Promise<Answer>;
  /** With the access token of a stored Item; the endpoint says whether it may be repeated. */
  sendForItem(endpoint: Endpoint, item: OwnedItem, body: Body, call: PlaidCall): Promise<Answer>;
  /** sendForItem, with an answer that may itself hold an error of the Item: its success is that there is none. */
  askAboutItem<T extends { error: PlaidError | null }>(
    endpoint: Endpoint,
    item: OwnedItem,
    call: PlaidCall,
    parse: (answer: Answer, askedAt: UnixMs) => T,
  ): Promise<T>;
}

/** The client of one Plaid environment. It holds connections: whoever made it closes it. */
export function createPlaidClient(options: PlaidClientOptions): PlaidClient {
  const { vault } = options;
  const scrub = createRedactor([options.clientId, options.secret]);
  const transport = createTransport({
    ...options,
    scrub,
    budget: createRateLimitBudget({ rateLimits: options.rateLimits ?? 'off', now: options.now }),
  });
  const sendWithToken: PlaidCaller['sendForItem'] = (endpoint, item, body, call) => {
    const withToken = endpoint.repeat === 'read' ? readWithItemToken : withItemToken;
    return withToken(vault, item, (token) => transport.send(endpoint, { ...body, access_token: token }, call, item.id));
  };

  /** Carries out a call of an Item, and tells what it came to. */
  async function told<T>(
    { path, proves = 'token' }: Endpoint,
    item: OwnedItem,
    ask: (askedAt: UnixMs) => Promise<T>,
    errorIn: (answer: T) => PlaidError | null,
  ): Promise<T> {
    const askedAt = options.now();
    const tell = (error: PlaidError | null) =>
      options.onItemCall?.(item, { endpoint: path, proves, askedAt, answeredAt: options.now(), error });
    try {
      const answer = await ask(askedAt);
      await tell(errorIn(answer));
      return answer;
    } catch (error) {
      if (error instanceof GatewayError && error.details.itemError) await tell(error.details.itemError);
      throw error;
    }
  }

  const caller: PlaidCaller = {
    vault,
    scrub,
    send: (endpoint, body, call, itemId) => transport.send(endpoint, body, call, itemId),
    sendForItem: (endpoint, item, body, call) =>
      told(
        endpoint,
        item,
        () => sendWithToken(endpoint, item, body, call),
        () => null,
      ),
    askAboutItem: (endpoint, item, call, parse) =>
      told(
        endpoint,
        item,
        async (askedAt) => parse(await sendWithToken(endpoint, item, {}, call), askedAt),
        (answer) => answer.error,
      ),
  };
  return {
    ...itemReads(caller),
    ...publicReads(caller),
    ...itemWrites(caller),
    ...consentCalls(caller),
    ...partnerCalls(caller),
    ...linkCalls(caller),
    ...sandboxCalls(caller),
    close: () => transport.close(),
  };
}
