import type { AccessWarnings } from '../model/access-warning.js';
import type { Account, Balances } from '../model/account.js';
import type { AuthNumbers } from '../model/auth-numbers.js';
import type { BankTransferEvent, BankTransferEventFilter } from '../model/bank-transfer-event.js';
import type { AccountId, ItemId, LinkSessionId, OwnerId } from '../model/ids.js';
import type { Institution } from '../model/institution.js';
import type { ConnectedApplication, ItemActivityPage } from '../model/item-activity.js';
import type { ItemDiagnosis, OwnedItem, PlaidItem } from '../model/item.js';
import type { ExplainedState } from '../model/item-status.js';
import type { OwnedLinkSession, PlaidLinkSession } from '../model/link-session.js';
import type { WebhookDetails } from '../model/webhook-details.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { Page, PageRequest } from '../store/store.js';

/** What the webhook log says about an Item which /item/get does not. */
export interface ItemWebhookSignals extends AccessWarnings {
  /** ITEM/NEW_ACCOUNTS_AVAILABLE came and no update-mode session has finished since. */
  newAccountsAvailable: boolean;
}

/** Which part of an owner's webhook log. null: no limit of that kind. */
export interface EventQuery {
  ownerId: OwnerId;
  first: number;
  afterSeq: number | null;
  itemId: ItemId | null;
  types: readonly string[] | null;
}

/** A page of an owner's webhook log. */
export interface EventPage {
  events: RecordedEvent[];
  hasNextPage: boolean;
}

/**
 * Everything an operation can read, made anew for each operation and each delivered event, holding the viewer.
 * The list doubles as an index of what causes which Plaid call. Failures are GatewayErrors.
 */
export interface Loaders {
  /** Store only. null: absent or not the viewer's. */
  itemById(id: ItemId): Promise<OwnedItem | null>;
  /**
   * Store only. The viewer's Items in linked order; an operator who may read Items sees every owner's. Those that are
   * answered go through `recordItemsShown` before.
   */
  itemPage(page: PageRequest): Promise<Page<OwnedItem>>;
  /** Store only. The viewer's own Items in linked order, an operator's too: what is not a list of Items stays personal. */
  ownItemPage(page: PageRequest): Promise<Page<OwnedItem>>;
  itemCount(): Promise<number>;
  /** Resolves when it is on record, durably, which Items of others are about to be shown. Fails when it cannot be written. */
  recordItemsShown(items: readonly OwnedItem[]): Promise<void>;
  /** /item/get. Like everything read of an Item beside its diagnosis: FORBIDDEN for an Item of another owner. */
  plaidItem(item: OwnedItem): Promise<PlaidItem>;
  /** /item/get: as much as an operator needs to tell what is wrong with anybody's Item. */
  itemDiagnosis(item: OwnedItem): Promise<ItemDiagnosis>;
  /**
   * /item/get and the webhook log, with what every call of the Item has taught, in this operation and before. Told when the
   * operation reads nothing else any more, so that no other answer of it contradicts this one. Does not fail because of
   * Plaid: UNKNOWN when it cannot be asked.
   */
  itemState(item: OwnedItem): Promise<ExplainedState>;
  /** Store only: the webhook log. */
  itemWebhookSignals(item: OwnedItem): Promise<ItemWebhookSignals>;
  /** /accounts/get */
  accounts(item: OwnedItem): Promise<Account[]>;
  /**
   * An older Item of the same owner with the same institution and at least one account in common (persistent_account_id,
   * or mask, name and subtype): /item/get and /accounts/get of each, through the cache. null: none, or none that Plaid
   * can be asked about.
   */
  duplicateOf(item: OwnedItem): Promise<OwnedItem | null>;
  /** The account and its Item, through the index of known accounts. null: absent or not the viewer's. */
  accountById(id: AccountId): Promise<{ account: Account; item: OwnedItem } | null>;
  /**
   * /auth/get. Needs the scope auth_numbers:read (FORBIDDEN otherwise, without asking Plaid). The audit record is
   * durable before the numbers are answered. `accountIds` null: every account; an id that is not the Item's is
   * BAD_USER_INPUT.
   */
  authNumbers(item: OwnedItem, accountIds: readonly AccountId[] | null): Promise<AuthNumbers>;
  /** /accounts/balance/get, coalesced per Item and `minLastUpdatedDatetime`; never cached. null: the account is not in the answer. */
  liveBalances(item: OwnedItem, accountId: AccountId, minLastUpdatedDatetime: Date | null): Promise<Balances | null>;
  /** /institutions/get_by_id */
  institution(id: string, countryCodes: readonly string[]): Promise<Institution | null>;
  /**
   * An institution whose country nobody names, such as that of an Item: /institutions/get_by_id with `countryCodes`, and only if there is
   * none, with all others that Plaid serves.
   */
  institutionAnywhere(id: string, countryCodes: readonly string[]): Promise<Institution | null>;
  /** /institutions/search: never kept, at most ten. */
  institutionSearch(search: {
    query: string;
    products: readonly string[] | null;
    countryCodes: readonly string[];
  }): Promise<Institution[]>;
  /** /item/activity/list: never kept. */
  itemActivity(item: OwnedItem, page: { count: number; cursor: string | null }): Promise<ItemActivityPage>;
  /** /item/application/list: never kept. */
  connectedApplications(item: OwnedItem): Promise<ConnectedApplication[]>;
  /**
   * /bank_transfer/event/sync when `afterEventId` is given, else /bank_transfer/event/list. Needs the scope operator
   * (FORBIDDEN otherwise, without asking Plaid).
   */
  bankTransferEvents(
    query: { afterEventId: number; first: number } | { filter: BankTransferEventFilter; first: number },
  ): Promise<BankTransferEvent[]>;
  /** Store only. null: absent or not the viewer's. */
  linkSessionById(id: LinkSessionId): Promise<OwnedLinkSession | null>;
  linkSessionPage(page: PageRequest): Promise<Page<OwnedLinkSession>>;
  /** The clear link token and hosted URL of a session the viewer owns: they are what the client opens Link with. */
  linkSessionSecrets(session: OwnedLinkSession): { linkToken: string; hostedLinkUrl: string | null };
  itemsOfLinkSession(session: OwnedLinkSession): Promise<OwnedItem[]>;
  /** Store only: the Item that the viewer's public token has become. null: not exchanged, or removed since. */
  itemOfPublicToken(fingerprint: string): Promise<OwnedItem | null>;
  /** /link/token/get; null once Plaid has forgotten the token. */
  plaidLinkSession(session: OwnedLinkSession): Promise<PlaidLinkSession | null>;
  /** The webhook's body, parsed, with everything secret removed. */
  eventPayload(event: RecordedEvent): Record<string, unknown>;
  /** What the webhook's body says, mapped: opened once for all fields of one event. */
  eventDetails(event: RecordedEvent): WebhookDetails;
  /** Store only: one owner's events, oldest first. Fails with CURSOR_EXPIRED when some behind `afterSeq` are gone. */
  eventPage(query: EventQuery): Promise<EventPage>;
}
