import { notFound } from '../errors/gateway-error.js';
import type { Feed } from '../feed/feed.js';
import type { AccountId, ItemId, LinkSessionId, OwnerId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import type { Logger } from '../observability/logger.js';
import type { PlaidCall, PlaidClient } from '../plaid/plaid-client.js';
import type { AuditRecord, Store } from '../store/store.js';
import { auditMac } from '../vault/sealing.js';
import type { Vault } from '../vault/vault.js';
import type { KeyedMutex } from './keyed-mutex.js';

/** What every action depends on; one per process. */
export interface ActionDeps {
  store: Omit<Store, 'unscoped' | 'tokens'>;
  vault: Vault;
  plaid: PlaidClient;
  feed: Feed;
  /** Actions on one Item, or with one public token, run one after the other. */
  mutex: KeyedMutex;
  settings: ActionSettings;
  log: Logger;
  now: () => number;
  /** A random id with this prefix that cannot be guessed. */
  newId: (prefix: string) => string;
  /** Resolves after `ms`: the pauses between attempts. */
  pause: (ms: number) => Promise<void>;
}

/** What the operator configured. */
export interface ActionSettings {
  /** Defaults for Link sessions. */
  link: { clientName: string; language: string; countryCodes: readonly string[] };
  /** How many Link sessions Plaid may send by SMS or e-mail in 24 hours; 0: no limit. */
  linkDeliveries: { perUser: number; perRecipient: number };
  /** The URL to which Plaid delivers webhooks: PUBLIC_URL and the receiver's path. Known once the server listens. */
  webhookUrl: () => string;
  /** null: the origin of webhookUrl. */
  webhookAllowedOrigins: readonly string[] | null;
  /** False in production: the sandbox actions reject with FORBIDDEN. */
  sandboxAllowed: boolean;
}

/** Who acts in one operation, and its calls to Plaid. */
export interface ActionContext extends ActionDeps {
  actorId: OwnerId;
  call: PlaidCall;
}

/** The actor's Item; NOT_FOUND when it does not exist or is another user's. */
export async function ownedItem(context: ActionContext, id: ItemId): Promise<OwnedItem> {
  const item = (await context.store.items.findOwned(context.actorId, [id])).get(id);
  if (item === undefined) throw notFound();
  return item;
}

/** The actor's Link session; NOT_FOUND when it does not exist or is another user's. */
export async function ownedLinkSession(context: ActionContext, id: LinkSessionId): Promise<OwnedLinkSession> {
  const session = (await context.store.linkSessions.findOwned(context.actorId, [id])).get(id);
  if (session === undefined) throw notFound();
  return session;
}

/** Invalidates what is cached of the Item, notifies its subscribers, and returns the Item as it is now. */
export async function itemChanged(context: ActionContext, item: OwnedItem): Promise<OwnedItem> {
  const current = await context.store.items.bumpGeneration(item);
  context.feed.itemChanged(item.ownerId, item.id);
  if (current === null) throw notFound();
  return current;
}

/**
 * The same call without the client's AbortSignal: when a request is not idempotent, a client that disconnects must not lose
 * Plaid's response. The Plaid client's own deadline still applies.
 */
export function withoutAbort(call: PlaidCall): PlaidCall {
  return { ...call, signal: new AbortController().signal };
}

/** Who did what to which Item. null: to no Item. */
export function auditRecord(
  context: ActionContext,
  action: string,
  item: { id: ItemId; ownerId: OwnerId } | null,
  accountIds: readonly AccountId[] = [],
): AuditRecord {
  const entry = {
    at: context.now(),
    ownerId: item?.ownerId ?? context.actorId,
    actorId: context.actorId,
    action,
    itemId: item?.id ?? null,
    accountIds,
    requestId: context.call.requestId,
  };
  return { entry, mac: auditMac(context.vault) };
}

/** Writes an auditRecord; durable when it resolves. For actions that are not journaled; the others use commitAudited. */
export async function audit(...args: Parameters<typeof auditRecord>): Promise<void> {
  const [{ store }] = args;
  const { entry, mac } = auditRecord(...args);
  await store.audit.append(entry, mac);
}
