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
/** A public token lives 30 minutes. */
const PUBLIC_TOKEN_MS = 30 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Consent events that are remembered. */
const MAX_ACTIVITIES = 1000;

/** Access tokens of removed Items that are remembered: a second removal is told from that of a token that never was. */
const KEPT_REMOVED_TOKENS = 1000;

/** The ways an Item changes: linked, exchanged, broken, repaired, removed. */
export interface ItemLifecycle {
  /** Keeps a new Item and answers the public token that leads to it. */
  add(item: ItemRecord): string;
  /** Keeps a new Item that came without Link and answers its access token. */
  addImported(item: ItemRecord): string;
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
  repair(item: ItemRecord): void;
  /** The person signed in again through another application: the error ends, and LOGIN_REPAIRED tells of it. */
  repairElsewhere(item: ItemRecord): void;
  /** Adds the account that the bank opened since, if there is one. */
  addWaitingAccount(item: ItemRecord): void;
  /** `warned` when the webhook that warns of it is sent already. */
  expireConsentAt(item: ItemRecord, atMs: number, warned?: boolean): void;
  /** Notes a consent event. */
  record(item: ItemRecord, activity: ActivityType, scopes?: ConsentScopes): void;
  /** With the Item go its public tokens, processor tokens and Stripe tokens; its access token leads to ITEM_NOT_FOUND. */
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
  function watchPublicToken(token: string, expiresAtMs: number): void {
    clock.schedule(expiresAtMs, () => {
      state.publicTokens.remove(token);
      state.flush();
    });
  }
  function newPublicToken(item: ItemRecord): { token: string; expiresAtMs: number } {
    const token = mintToken(ids, environment, 'public');
    const expiresAtMs = clock.now() + PUBLIC_TOKEN_MS;
    state.publicTokens.put({ id: token, itemId: item.id, expiresAtMs });
    watchPublicToken(token, expiresAtMs);
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
  /** Of the tokens of removed Items the newest are kept. */
  function forgetOldest(): void {
    if (state.accessTokens.size <= state.items.size + KEPT_REMOVED_TOKENS) return;
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
      // Taken before anything else can run: of concurrent exchanges exactly one finds it.
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
      if (item === undefined) throw failure('ITEM_NOT_FOUND', 'the Item of this access token was removed');
      return item;
    },
    peek: (accessToken) => {
      if (typeof accessToken !== 'string') return undefined;
      const found = state.accessTokens.get(accessToken);
      return found === undefined ? undefined : state.items.get(found.itemId);
    },
    fail,
    repair: repair,
    repairElsewhere: (item) => {
      // There is nothing to repair in a healthy Item, and Plaid says nothing.
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
    // The access token stays known, so that it can be told from one that leads nowhere.
    remove: (item) => {
      for (const token of state.publicTokens.values()) {
        if (token.itemId === item.id) state.publicTokens.remove(token.id);
      }
      for (const token of state.processorTokens.values()) {
        if (token.itemId === item.id) state.processorTokens.remove(token.id);
      }
      record(item, 'ITEM_REMOVE');
      state.items.remove(item.id);
      forgetOldest();
    },
    save: (item) => {
      state.items.put(item);
    },
    resume: () => {
      for (const item of state.items.values()) watch(item);
      for (const token of state.publicTokens.values()) watchPublicToken(token.id, token.expiresAtMs);
    },
  };
}
