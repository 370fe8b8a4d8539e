import { createAccount, nextLoginExpiry } from './catalog/new-item.js';
import { findBank } from './catalog/institutions.js';
import type { Clock } from './clock.js';
import type { Ids } from './ids.js';
import { failure } from './plaid-errors.js';
import type { ItemFault, PlaidFailure } from './plaid-errors.js';
import type { ItemRecord } from './state/records.js';
import type { State } from './state/state.js';
import type { Webhooks } from './outbox/webhooks.js';

/** A public token lives 30 minutes. */
const PUBLIC_TOKEN_MS = 30 * 60 * 1000;

/** The ways an Item changes: linked, exchanged, broken, repaired, removed. */
export interface ItemLife {
  /** Keeps a new Item and answers the public token that leads to it. */
  add(item: ItemRecord): string;
  newPublicToken(item: ItemRecord): { token: string; expiresAtMs: number };
  exchange(publicToken: string): { accessToken: string; item: ItemRecord };
  rotate(item: ItemRecord): string;
  /** The Item of an access token; refuses everything that is not a live one. */
  byToken(accessToken: string): ItemRecord;
  /** The Item of an access token if there is one; for the journal and for faults. */
  peek(accessToken: unknown): ItemRecord | undefined;
  /** Puts the Item into an error and reports it once. */
  fail(item: ItemRecord, fault: ItemFault): void;
  /** Ends the error, as signing in again does. */
  heal(item: ItemRecord): void;
  /** Adds the account that the bank opened since, if there is one. */
  addWaitingAccount(item: ItemRecord): void;
  expireConsentAt(item: ItemRecord, atMs: number): void;
  remove(item: ItemRecord): void;
  save(item: ItemRecord): void;
  /** Schedules what the Items of the state still have before them. */
  resume(): void;
}

interface Dependencies {
  state: State;
  clock: Clock;
  ids: Ids;
  webhooks: Webhooks;
}

const formOf = (kind: string): RegExp =>
  new RegExp(`^${kind}-(sandbox|development|production)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`);
const forms = { public: formOf('public'), access: formOf('access') };

const refuseToken = (kind: keyof typeof forms, token: string): PlaidFailure => {
  const code = kind === 'public' ? 'INVALID_PUBLIC_TOKEN' : 'INVALID_ACCESS_TOKEN';
  const environment = forms[kind].exec(token)?.[1];
  if (environment === undefined)
    return failure(code, `the ${kind} token has a wrong form; expected format: ${kind}-<environment>-<identifier>`);
  if (environment !== 'sandbox')
    return failure(code, `the ${kind} token belongs to another environment; this is sandbox`);
  return failure(code, `no ${kind} token matches: it is unknown, expired or no longer in use`);
};

export const createItemLife = ({ state, clock, ids, webhooks }: Dependencies): ItemLife => {
  const mint = (kind: keyof typeof forms): string => `${kind}-sandbox-${ids.uuid(kind)}`;
  const issueAccessToken = (item: ItemRecord): string => {
    const token = mint('access');
    item.accessToken = token;
    state.accessTokens.put({ id: token, itemId: item.id });
    state.items.put(item);
    return token;
  };
  const newPublicToken = (item: ItemRecord): { token: string; expiresAtMs: number } => {
    const token = mint('public');
    const expiresAtMs = clock.now() + PUBLIC_TOKEN_MS;
    state.publicTokens.put({ id: token, itemId: item.id, expiresAtMs });
    watchPublicToken(token, expiresAtMs);
    return { token, expiresAtMs };
  };
  const fail = (item: ItemRecord, fault: ItemFault): void => {
    item.error = fault;
    state.items.put(item);
    webhooks.itemError(item);
  };
  const expireLogin = (itemId: string): void => {
    const item = state.items.get(itemId);
    if (item?.error !== null || clock.now() < item.loginExpiresAtMs) return;
    fail(item, { code: 'ITEM_LOGIN_REQUIRED', message: 'the login of this Item has run out; it needs update mode' });
    state.flush();
  };
  const expireConsent = (itemId: string): void => {
    const item = state.items.get(itemId);
    // Consent that was given again in the meantime has no end or a later one.
    if (item?.error !== null || item.consentExpiresAtMs === null || clock.now() < item.consentExpiresAtMs) return;
    fail(item, {
      code: 'ITEM_LOGIN_REQUIRED',
      message: 'the consent for this Item has ended; it needs update mode',
      reason: 'OAUTH_CONSENT_EXPIRED',
    });
    state.flush();
  };
  const watch = (item: ItemRecord): void => {
    clock.schedule(item.loginExpiresAtMs, () => {
      expireLogin(item.id);
    });
    if (item.consentExpiresAtMs !== null)
      clock.schedule(item.consentExpiresAtMs, () => {
        expireConsent(item.id);
      });
  };
  function watchPublicToken(token: string, expiresAtMs: number): void {
    clock.schedule(expiresAtMs, () => {
      state.publicTokens.remove(token);
      state.flush();
    });
  }

  return {
    add: (item) => {
      state.items.put(item);
      watch(item);
      return newPublicToken(item).token;
    },
    newPublicToken,
    exchange: (publicToken) => {
      const record = state.publicTokens.get(publicToken);
      const item = record === undefined ? undefined : state.items.get(record.itemId);
      if (record === undefined || item === undefined || record.expiresAtMs <= clock.now())
        throw refuseToken('public', publicToken);
      // Taken before anything else can run: of concurrent exchanges exactly one finds it.
      state.publicTokens.remove(publicToken);
      return { accessToken: item.accessToken ?? issueAccessToken(item), item };
    },
    rotate: (item) => {
      if (item.accessToken !== null) state.accessTokens.remove(item.accessToken);
      return issueAccessToken(item);
    },
    byToken: (accessToken) => {
      const record = state.accessTokens.get(accessToken);
      const item = record === undefined ? undefined : state.items.get(record.itemId);
      if (item === undefined) throw refuseToken('access', accessToken);
      return item;
    },
    peek: (accessToken) => {
      if (typeof accessToken !== 'string') return undefined;
      const record = state.accessTokens.get(accessToken);
      return record === undefined ? undefined : state.items.get(record.itemId);
    },
    fail,
    heal: (item) => {
      item.error = null;
      item.consentExpiresAtMs = null;
      item.loginExpiresAtMs = nextLoginExpiry(clock.now());
      state.items.put(item);
      watch(item);
    },
    addWaitingAccount: (item) => {
      const bank = findBank(item.institutionId);
      if (!item.newAccountWaiting || bank === undefined) return;
      item.accounts.push(createAccount({ ids, bank, nowMs: clock.now() }, bank.newAccount));
      item.newAccountWaiting = false;
      state.items.put(item);
    },
    expireConsentAt: (item, atMs) => {
      item.consentExpiresAtMs = atMs;
      state.items.put(item);
      watch(item);
    },
    remove: (item) => {
      if (item.accessToken !== null) state.accessTokens.remove(item.accessToken);
      for (const token of state.publicTokens.values()) {
        if (token.itemId === item.id) state.publicTokens.remove(token.id);
      }
      state.items.remove(item.id);
    },
    save: (item) => {
      state.items.put(item);
    },
    resume: () => {
      for (const item of state.items.values()) if (item.error === null) watch(item);
      for (const token of state.publicTokens.values()) watchPublicToken(token.id, token.expiresAtMs);
    },
  };
};
