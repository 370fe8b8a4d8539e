import type { AccountId, ItemId, LinkSessionId, OwnerId, UnixMs } from '../../model/ids.js';
import type { ItemKnowledge, OwnedItem } from '../../model/item.js';
import type { OwnedLinkSession } from '../../model/link-session.js';
import type { Sealed } from '../../model/sealed.js';
import type { Fence } from './leases.js';
import type { Page, PageRequest } from './page.js';

/** The only door to Items: what belongs to somebody else is absent. */
export interface ItemRecords {
  /** The Items of `ownerId` among `ids`; absent and foreign ids are both missing from the map. Removed Items are absent. */
  findOwned(ownerId: OwnerId, ids: readonly ItemId[]): Promise<Map<ItemId, OwnedItem>>;
  /** In the order they were linked, oldest first. `ownerId` null: every owner's (for an operator). */
  list(ownerId: OwnerId | null, page: PageRequest): Promise<Page<OwnedItem>>;
  count(ownerId: OwnerId | null): Promise<number>;
  /** The Items stored through a Link session, oldest first. */
  ofLinkSession(session: OwnedLinkSession): Promise<OwnedItem[]>;
  /** The Items that the owner's public tokens have become, by the tokens' fingerprints; those not exchanged are missing. */
  ofPublicTokens(ownerId: OwnerId, fingerprints: readonly string[]): Promise<Map<string, OwnedItem>>;
  /**
   * Makes everything cached of the Item stale. Returns the Item with its new generation, null when it is gone. `under`: a
   * lease that must still be held; LeaseLostError and nothing written when it is not. `repairedAt`: the Item was repaired
   * then, so errors that calls brought before are forgotten.
   */
  bumpGeneration(item: OwnedItem, why?: { under?: Fence | undefined; repairedAt?: UnixMs }): Promise<OwnedItem | null>;
  /**
   * Changes what is known of the Item: `apply` may be called several times, and answers its argument when there is nothing
   * to change. Those who watch the Item on other instances are told where `isNews`. Returns what is known then; null when the
   * Item is gone, or when others change it all the time.
   */
  learn(
    item: OwnedItem,
    lesson: {
      apply: (known: ItemKnowledge) => ItemKnowledge;
      isNews: (before: ItemKnowledge, after: ItemKnowledge) => boolean;
    },
  ): Promise<ItemKnowledge | null>;
}

/** Which Item an account belongs to, learned from every answer of /accounts/get. */
export interface AccountIndex {
  /** Replaces the accounts known of the Item. */
  replace(item: OwnedItem, accountIds: readonly AccountId[]): Promise<void>;
  /** The Items of `ownerId` that hold these accounts; an unknown or foreign account is missing from the map. */
  findOwnedItems(ownerId: OwnerId, accountIds: readonly AccountId[]): Promise<Map<AccountId, OwnedItem>>;
  /** The owner's Items whose accounts were never learned: where an unknown account id may still be found. At most `limit`. */
  unindexedItems(ownerId: OwnerId, limit: number): Promise<OwnedItem[]>;
}

export interface TokenRecords {
  /**
   * The sealed access token of a stored Item and whose it is; null when the Item is gone. `isBeingReplaced`: a rotation was
   * begun and its outcome is not stored yet, so Plaid may already refuse this token.
   */
  find(itemId: ItemId): Promise<{ ownerId: OwnerId; sealedAccessToken: Sealed; isBeingReplaced: boolean } | null>;
}

/** What a webhook is about, as far as it is known here. */
export interface WebhookSubject {
  /** The same for all webhooks of one Item or Link session. */
  readonly id: string;
  readonly ownerId: OwnerId;
}

export interface UncheckedReads {
  item(itemId: ItemId): Promise<OwnedItem | null>;
  linkSession(id: LinkSessionId): Promise<OwnedLinkSession | null>;
  /**
   * The Item, else the Link session, that these name; null when there is none, or when the Item was removed. Those asked for at
   * the same time share their statements. Fails with StoreUnavailableError also when too many wait.
   */
  webhookSubject(claim: { itemId: ItemId | null; linkTokenFingerprint: string | null }): Promise<WebhookSubject | null>;
}
