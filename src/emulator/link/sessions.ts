import type { LinkWebhookMode, Environment } from '../options.js';
import type {
  LinkTokenRecord,
  AccountRecord,
  AccountTemplate,
  AddedItem,
  ItemRecord,
  LinkedAccount,
  LinkSessionRecord,
  LinkStep,
  SandboxPerson,
} from '../state/records.js';
import type { BankTransfers } from '../bank-transfers.js';
import type { Bank } from '../catalog/institutions.js';
import { createItem, createNumbersItem, type TypedAccount } from '../catalog/new-item.js';
import type { Clock } from '../clock.js';
import { type Ids, refuseToken } from '../ids.js';
import type { ItemLifecycle } from '../item-lifecycle.js';
import { errorBody, type ItemFault } from '../error-catalog.js';
import type { LinkEvent } from '../plaid-types.js';
import type { State } from '../state/state.js';
import type { Webhooks } from '../outbox/webhooks.js';
import { productsFor } from './offers.js';

/** Which webhooks and events the sessions of a Link token produce. */
export interface Reporting {
  /** ITEM_ADD_RESULT for each new Item. */
  itemAdded: boolean;
  /** EVENTS, and the events in /link/token/get. */
  events: boolean;
  /** SESSION_FINISHED. */
  finished: boolean;
}

/**
 * By default, Plaid sends webhooks only for sessions whose end the application cannot observe: Hosted Link, Multi-Item
 * Link and Layer. With embedded Link, the app gets the public token from `onSuccess`.
 */
export function reportingOf(token: LinkTokenRecord, mode: LinkWebhookMode): Reporting {
  const all = mode === 'all';
  const hosted = token.hosted !== null;
  return {
    itemAdded: all || hosted || token.multiItem,
    events: all || hosted,
    finished: all || hosted || token.multiItem || token.layer != null,
  };
}

/** /link/token/get returns a session for six hours after it finished. */
const SHOWN_MS = 6 * 60 * 60 * 1000;

/** The events of an abandoned session are sent 5 to 15 minutes after the last action. */
const ABANDONED_MS = 10 * 60 * 1000;

/** How a session was exited. */
export interface LinkExit {
  error: ItemFault | null;
  status: string;
  bank: Bank | null;
}

/** The bank and accounts that the end user shares. */
export interface Choice {
  bank: Bank;
  accounts: AccountTemplate[];
  person: SandboxPerson | null;
}

/** The first step of a session. */
export const firstStep: LinkStep = {
  institutionId: null,
  signedIn: false,
  person: null,
  manual: false,
  problem: null,
  askedForMore: false,
};

/** Link tokens and their sessions; used by the Hosted Link page and by headless sessions. */
export interface LinkSessions {
  add(token: LinkTokenRecord): void;
  /** For /link/token/get: not expired, or with a visible session. Throws otherwise. */
  readable(token: string): LinkTokenRecord;
  /** For Link: not expired and without a successful session. Throws otherwise. */
  usable(token: string): LinkTokenRecord;
  visibleSessions(token: LinkTokenRecord): LinkSessionRecord[];
  /** Whether /link/token/get returns the events of this token's sessions. */
  showsEvents(token: LinkTokenRecord): boolean;
  /** The open session, or a new one. */
  open(token: LinkTokenRecord): LinkSessionRecord;
  find(token: LinkTokenRecord, linkSessionId: string): LinkSessionRecord | undefined;
  event(token: LinkTokenRecord, session: LinkSessionRecord, name: string, metadata?: LinkEvent['event_metadata']): void;
  /** Records a failed login; the session continues. */
  refuse(token: LinkTokenRecord, session: LinkSessionRecord, bank: Bank, fault: ItemFault): void;
  /** Adds an Item; the session stays open. */
  addItem(token: LinkTokenRecord, session: LinkSessionRecord, choice: Choice): AddedItem;
  /** Adds an Item for entered account numbers and sends same-day micro-deposits. */
  addTyped(token: LinkTokenRecord, session: LinkSessionRecord, typed: TypedAccount): AddedItem;
  /** Repairs the Item of update mode. `chosen` selects the accounts that are shared afterwards; null keeps all. */
  repair(token: LinkTokenRecord, item: ItemRecord, chosen: ((account: AccountRecord) => boolean) | null): void;
  finish(token: LinkTokenRecord, session: LinkSessionRecord): void;
  leave(token: LinkTokenRecord, session: LinkSessionRecord, exit: LinkExit): void;
  resume(): void;
}

interface Dependencies {
  state: State;
  clock: Clock;
  ids: Ids;
  lifecycle: ItemLifecycle;
  webhooks: Webhooks;
  bankTransfers: BankTransfers;
  environment: Environment;
  linkWebhooks: LinkWebhookMode;
}

function institutionOf(bank: Bank): { institution_id: string; name: string } {
  return {
    institution_id: bank.institutionId,
    name: bank.name,
  };
}

function linked(account: AccountRecord): LinkedAccount {
  return {
    id: account.accountId,
    name: account.name,
    mask: account.mask,
    type: account.type,
    subtype: account.subtype,
    verification_status: account.verificationStatus ?? null,
    class_type: null,
  };
}

export function createLinkSessions(dependencies: Dependencies): LinkSessions {
  const { state, clock, ids, lifecycle, webhooks, bankTransfers, environment, linkWebhooks } = dependencies;
  const reporting = (token: LinkTokenRecord) => reportingOf(token, linkWebhooks);
  function reportIfAbandoned(tokenId: string, linkSessionId: string, lastActionAtMs: number): void {
    const token = state.linkTokens.get(tokenId);
    const session = token?.sessions.find((one) => one.linkSessionId === linkSessionId);
    if (token === undefined || session?.finishedAtMs !== null || session.lastActionAtMs !== lastActionAtMs) return;
    if (token.updateItemId === null && reporting(token).events) webhooks.linkEvents(token, session);
    state.flush();
  }
  function watch(token: LinkTokenRecord, session: LinkSessionRecord): void {
    const { lastActionAtMs } = session;
    clock.schedule(lastActionAtMs + ABANDONED_MS, () => {
      reportIfAbandoned(token.id, session.linkSessionId, lastActionAtMs);
    });
  }
  const event: LinkSessions['event'] = (token, session, name, metadata = {}) => {
    session.lastActionAtMs = clock.now();
    session.events.push({
      event_id: ids.uuid('link-event'),
      event_name: name,
      timestamp: new Date(session.lastActionAtMs).toISOString(),
      event_metadata: { ...metadata, request_id: ids.alphanumeric('link-request', 15) },
    });
    state.linkTokens.put(token);
  };
  function end(token: LinkTokenRecord, session: LinkSessionRecord, succeeded: boolean): void {
    session.finishedAtMs = clock.now();
    state.linkTokens.put(token);
    const { events, finished } = reporting(token);
    if (token.updateItemId === null && events) webhooks.linkEvents(token, session);
    if (!finished) return;
    // In update mode the webhook of the Link token has no effect: the Item's URL is used.
    const url = token.updateItemId === null ? token.webhook : (state.items.get(token.updateItemId)?.webhook ?? null);
    webhooks.sessionFinished(url, token, session, succeeded);
  }
  const shown = (session: LinkSessionRecord): boolean =>
    session.finishedAtMs === null || clock.now() < session.finishedAtMs + SHOWN_MS;
  function share(
    token: LinkTokenRecord,
    session: LinkSessionRecord,
    item: ItemRecord,
    institution: AddedItem['institution'],
  ): AddedItem {
    const publicToken = lifecycle.add(item);
    const added = { publicToken, itemId: item.id, institution, accounts: item.accounts.map(linked) };
    session.added.push(added);
    event(
      token,
      session,
      'HANDOFF',
      institution === null ? {} : { institution_id: institution.institution_id, institution_name: institution.name },
    );
    if (reporting(token).itemAdded) webhooks.itemAdded(token, session, publicToken);
    return added;
  }

  return {
    add: (token) => {
      state.linkTokens.put(token);
    },
    readable: (id) => {
      const token = state.linkTokens.get(id);
      if (token === undefined) throw refuseToken('link', id, environment);
      if (clock.now() >= token.expiresAtMs && !token.sessions.some(shown)) throw refuseToken('link', id, environment);
      return token;
    },
    usable: (id) => {
      const token = state.linkTokens.get(id);
      if (token === undefined || clock.now() >= token.expiresAtMs) throw refuseToken('link', id, environment);
      const usedUp = token.sessions.some((session) => session.finishedAtMs !== null && session.exit === null);
      if (usedUp) throw refuseToken('link', id, environment);
      return token;
    },
    visibleSessions: (token) => token.sessions.filter(shown),
    showsEvents: (token) => reporting(token).events,
    open: (token) => {
      const current = token.sessions.at(-1);
      if (current?.finishedAtMs === null) return current;
      const nowMs = clock.now();
      const session: LinkSessionRecord = {
        linkSessionId: ids.uuid('link-session'),
        startedAtMs: nowMs,
        finishedAtMs: null,
        lastActionAtMs: nowMs,
        step: firstStep,
        events: [],
        added: [],
        exit: null,
      };
      token.sessions.push(session);
      event(token, session, 'OPEN');
      watch(token, session);
      return session;
    },
    find: (token, linkSessionId) => token.sessions.find((session) => session.linkSessionId === linkSessionId),
    event: (token, session, name, metadata) => {
      event(token, session, name, metadata);
      watch(token, session);
    },
    refuse: (token, session, bank, fault) => {
      const error = errorBody(fault);
      event(token, session, 'ERROR', {
        institution_id: bank.institutionId,
        institution_name: bank.name,
        error_type: error.error_type,
        error_code: error.error_code,
        error_message: error.error_message,
      });
      watch(token, session);
    },
    addItem: (token, session, { bank, accounts, person }) => {
      const item = createItem({
        ids,
        bank,
        nowMs: clock.now(),
        ...productsFor(token, bank),
        webhook: token.webhook,
        templates: accounts,
        ...(person === null ? {} : { person }),
        ...(token.userId === null ? {} : { userId: token.userId }),
      });
      return share(token, session, item, institutionOf(bank));
    },
    addTyped: (token, session, typed) => {
      const item = createNumbersItem({
        ids,
        nowMs: clock.now(),
        institutionId: null,
        webhook: token.webhook,
        typed,
        authMethod: 'SAME_DAY_MICRODEPOSITS',
        verification: {
          verificationStatus: 'pending_manual_verification',
          micro: { kind: 'same-day', expiresAtMs: null, wrongCodes: 0, sms: token.sameDay?.sms === true },
        },
        ...(token.userId === null ? {} : { userId: token.userId }),
      });
      const added = share(token, session, item, null);
      for (const account of item.accounts) bankTransfers.begin(item, account.accountId);
      return added;
    },
    repair: (token, item, chosen) => {
      lifecycle.repair(item);
      lifecycle.record(item, 'ITEM_UPDATE');
      if (!token.accountSelection) return;
      lifecycle.addWaitingAccount(item);
      if (chosen === null) return;
      for (const account of item.accounts) account.revoked = !chosen(account);
      lifecycle.save(item);
    },
    finish: (token, session) => {
      if (token.updateItemId !== null) event(token, session, 'HANDOFF');
      end(token, session, true);
    },
    leave: (token, session, { error, status, bank }) => {
      event(token, session, 'EXIT', {
        exit_status: status,
        ...(bank === null ? {} : { institution_id: bank.institutionId, institution_name: bank.name }),
        ...(error === null ? {} : { error_code: error.code, error_message: error.message }),
      });
      // Items that were added before remain: exiting a Multi-Item session after one is a success.
      if (session.added.length === 0)
        session.exit = { error, status, institution: bank === null ? null : institutionOf(bank) };
      end(token, session, session.added.length > 0);
    },
    resume: () => {
      for (const token of state.linkTokens.values()) {
        for (const session of token.sessions) if (session.finishedAtMs === null) watch(token, session);
      }
    },
  };
}
