import { findBank } from './catalog/institutions.js';
import { createAccount, nextLoginExpiry } from './catalog/new-item.js';
import type { Clock } from './clock.js';
import { type Ids, mintToken, refuseToken } from './ids.js';
import { createItemSchedules } from './item-schedules.js';
import type { Environment } from './options.js';
import type { Webhooks } from './outbox/webhooks.js';
import { failure, type ItemFault } from './error-catalog.js';
import type { ActivityType, ConsentScopes } from './plaid-types.js';
import type { ItemRecord } from './state/records.js';
import type { State } from './state/state.js';

/** A public token expires after 30 minutes. */
const PUBLIC_TOKEN_MS = 30 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** The newest consent events are retained. */
const MAX_ACTIVITIES = 1000;

/** The newest access tokens of removed Items are retained, so that they return ITEM_NOT_FOUND. */
const MAX_REMOVED_TOKENS = 1000;

/** The state changes of an Item: created, exchanged, broken, repaired, removed. */
export interface ItemLifecycle {
  /** Stores a new Item and returns a public token for it. */
  add(item: ItemRecord): string;
  /** Stores a new Item that was created without Link and returns its access token. */
  addImported(item: ItemRecord): string;
  newPublicToken(item: ItemRecord): { token: string; expiresAtMs: number };
  exchange(publicToken: string): { accessToken: string; item: ItemRecord };
  rotate(item: ItemRecord): string;
  /** The Item of an access token; throws when the token is not valid. */
  byToken(accessToken: string): ItemRecord;
  /** The Item of an access token, or undefined; used by the request log and by faults. */
  findByToken(accessToken: unknown): ItemRecord | undefined;
  /** Sets the error of the Item and sends ITEM / ERROR. */
  fail(item: ItemRecord, fault: ItemFault): void;
  /** Clears the error, as a new login does. */
  repair(item: ItemRecord): void;
  /** Clears the error, as a login through another application does, and sends LOGIN_REPAIRED. */
  repairElsewhere(item: ItemRecord): void;
  /** Adds the new account that NEW_ACCOUNTS_AVAILABLE announced, if any. */
  addWaitingAccount(item: ItemRecord): void;
  /** Sets when consent expires; `warned` when the warning webhook has already been sent. */
  expireConsentAt(item: ItemRecord, atMs: number, warned?: boolean): void;
  /** Records a consent event. */
  record(item: ItemRecord, activity: ActivityType, scopes?: ConsentScopes): void;
  /** Also removes its public, processor and Stripe tokens; its access token then returns ITEM_NOT_FOUND. */
  remove(item: ItemRecord): void;
  save(item: ItemRecord): void;
  /** Schedules the pending changes of all stored Items. */
  resume(): void;
}

interface Dependencies {
  state: State;
  clock: Clock;
  ids: Ids;
  webhooks: Webhooks;
  environment: Environment;
}

export function createItemLifecycle({ state, clock, ids, webhooks, environment }: Dependencies): ItemLifecycle {
  function issueAccessToken(item: ItemRecord): string {
    const token = mintToken(ids, environment, 'access');
    item.accessToken = token;
    state.accessTokens.put({ id: token, itemId: item.id });
    state.items.put(item);
    return token;
  }
  function scheduleExpiry(token: string, expiresAtMs: number): void {
    clock.schedule(expiresAtMs, () => {
      state.publicTokens.remove(token);
      state.flush();
    });
  }
  function newPublicToken(item: ItemRecord): { token: string; expiresAtMs: number } {
    const token = mintToken(ids, environment, 'public');
    const expiresAtMs = clock.now() + PUBLIC_TOKEN_MS;
    state.publicTokens.put({ id: token, itemId: item.id, expiresAtMs });
    scheduleExpiry(token, expiresAtMs);
    return { token, expiresAtMs };
  }
  function fail(item: ItemRecord, fault: ItemFault): void {
    item.error = fault;
    state.items.put(item);
    webhooks.itemError(item);
  }
  const { watch } = createItemSchedules({ state, clock, webhooks, environment, fail });
  function repair(item: ItemRecord): void {
    const days = findBank(item.institutionId)?.consentDays;
    item.error = null;
    item.consentExpiresAtMs = days === undefined ? null : clock.now() + days * DAY_MS;
    item.loginExpiresAtMs = nextLoginExpiry(clock.now());
    state.items.put(item);
    watch(item);
  }
  const record: ItemLifecycle['record'] = (item, activity, scopes) => {
    state.activities.put({
      id: ids.uuid('activity'),
      itemId: item.id,
      createdAtMs: clock.now(),
      activity,
      scopes: scopes ?? null,
    });
    if (state.activities.size <= MAX_ACTIVITIES) return;
    const [oldest] = state.activities.values();
    if (oldest !== undefined) state.activities.remove(oldest.id);
  };

  function pruneAccessTokens(): void {
    if (state.accessTokens.size <= state.items.size + MAX_REMOVED_TOKENS) return;
    const oldest = state.accessTokens.values().find((token) => state.items.get(token.itemId) === undefined);
    if (oldest !== undefined) state.accessTokens.remove(oldest.id);
  }
  function store(item: ItemRecord, activity: ActivityType): void {
    state.items.put(item);
    watch(item);
    record(item, activity);
  }

  return {
    add: (item) => {
      store(item, 'ITEM_CREATE');
      return newPublicToken(item).token;
    },
    addImported: (item) => {
      store(item, 'ITEM_IMPORT');
      return issueAccessToken(item);
    },
    newPublicToken,
    exchange: (publicToken) => {
      const found = state.publicTokens.get(publicToken);
      const item = found === undefined ? undefined : state.items.get(found.itemId);
      if (found === undefined || item === undefined || found.expiresAtMs <= clock.now())
        throw refuseToken('public', publicToken, environment);
      // Removed synchronously, so that only one of several concurrent exchanges succeeds.
      state.publicTokens.remove(publicToken);
      return { accessToken: item.accessToken ?? issueAccessToken(item), item };
    },
    rotate: (item) => {
      if (item.accessToken !== null) state.accessTokens.remove(item.accessToken);
      return issueAccessToken(item);
    },
    byToken: (accessToken) => {
      const found = state.accessTokens.get(accessToken);
      if (found === undefined) throw refuseToken('access', accessToken, environment);
      const item = state.items.get(found.itemId);
      if (item === undefined) throw failure('ITEM_NOT_FOUND', 'the Item of this access token has been removed');
      return item;
    },
    findByToken: (accessToken) => {
      if (typeof accessToken !== 'string') return undefined;
      const found = state.accessTokens.get(accessToken);
      return found === undefined ? undefined : state.items.get(found.itemId);
    },
    fail,
    repair,
    repairElsewhere: (item) => {
      // Plaid sends no webhook for a healthy Item.
      if (item.error === null) return;
      repair(item);
      webhooks.loginRepaired(item);
    },
    addWaitingAccount: (item) => {
      const bank = findBank(item.institutionId);
      if (!item.newAccountWaiting || bank === undefined) return;
      item.accounts.push(createAccount({ ids, bank, nowMs: clock.now() }, bank.newAccount));
      item.newAccountWaiting = false;
      state.items.put(item);
    },
    expireConsentAt: (item, atMs, warned = false) => {
      item.consentExpiresAtMs = atMs;
      if (warned) item.consentWarnedForMs = atMs;
      state.items.put(item);
      watch(item);
    },
    record,
    // The access token is retained, so that it returns ITEM_NOT_FOUND.
    remove: (item) => {
      for (const token of state.publicTokens.values()) {
        if (token.itemId === item.id) state.publicTokens.remove(token.id);
      }
      for (const token of state.processorTokens.values()) {
        if (token.itemId === item.id) state.processorTokens.remove(token.id);
      }
      record(item, 'ITEM_REMOVE');
      state.items.remove(item.id);
      pruneAccessTokens();
    },
    save: (item) => {
      state.items.put(item);
    },
    resume: () => {
      for (const item of state.items.values()) watch(item);
      for (const token of state.publicTokens.values()) scheduleExpiry(token.id, token.expiresAtMs);
    },
  };
}
