import { notFound } from '../errors/gateway-error.js';
import type { Feed } from '../feed/feed.js';
import type { AccountId, ItemId, LinkSessionId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import type { OwnerId } from '../model/ids.js';
import type { Logger } from '../observability/logger.js';
import type { PlaidCall, PlaidClient } from '../plaid/plaid-client.js';
import type { AuditRecord, Store } from '../store/store.js';
import { auditMac } from '../vault/fingerprint.js';
import type { Vault } from '../vault/vault.js';
import type { KeyedMutex } from './keyed-mutex.js';

/** What every action is built on; one per process. */
export interface ActionDeps {
  store: Omit<Store, 'unscoped' | 'tokens'>;
  vault: Vault;
  plaid: PlaidClient;
  feed: Feed;
  /** Actions on one Item, or with one public token, run one after the other within this process. */
  mutex: KeyedMutex;
  settings: ActionSettings;
  log: Logger;
  now: () => number;
  /** Unguessable text for ids of the gateway's own, with this prefix. */
  newId: (prefix: string) => string;
  /** Resolves after `ms`; the pauses between tries to commit. */
  pause: (ms: number) => Promise<void>;
}

/** What the operator configured. */
export interface ActionSettings {
  /** Defaults for Link sessions. */
  link: { clientName: string; language: string; countryCodes: readonly string[] };
  /** How many Link sessions Plaid may send by SMS or e-mail in 24 hours; 0: any number. */
  linkDeliveries: { perUser: number; perRecipient: number };
  /** Where Plaid delivers webhooks: PUBLIC_URL and the receiver's path. Known once the server listens. */
  webhookUrl: () => string;
  /** null: the origin of webhookUrl. */
  webhookAllowedOrigins: readonly string[] | null;
  /** False in production: the sandbox actions answer FORBIDDEN. */
  sandboxAllowed: boolean;
}

/** The writes of one operation: who acts, and the upstream calls it causes. */
export interface ActionContext extends ActionDeps {
  actorId: OwnerId;
  call: PlaidCall;
}

/** The actor's Item; NOT_FOUND when it is absent or somebody else's. */
export async function ownedItem(context: ActionContext, id: ItemId): Promise<OwnedItem> {
  const item = (await context.store.items.findOwned(context.actorId, [id])).get(id);
  if (item === undefined) throw notFound();
  return item;
}

/** The actor's Link session; NOT_FOUND when it is absent or somebody else's. */
export async function ownedLinkSession(context: ActionContext, id: LinkSessionId): Promise<OwnedLinkSession> {
  const session = (await context.store.linkSessions.findOwned(context.actorId, [id])).get(id);
  if (session === undefined) throw notFound();
  return session;
}

/** Drops what is cached of the Item, tells its subscribers, and answers it as it is now. */
export async function itemChanged(context: ActionContext, item: OwnedItem): Promise<OwnedItem> {
  const renewed = await context.store.items.bumpGeneration(item);
  context.feed.itemChanged(item.ownerId, item.id);
  if (renewed === null) throw notFound();
  return renewed;
}

/**
 * The same call without the client's AbortSignal: once Plaid has been asked for something that cannot be asked again,
 * the client's going away must not lose the answer. The Plaid client's own deadline still ends it.
 */
export function withoutAbort(call: PlaidCall): PlaidCall {
  return { ...call, signal: new AbortController().signal };
}

/** Who did what to which Item (null: to none, for the actor's own use). */
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

/** Writes auditRecord; durable when it resolves. For what the journal keeps nothing of: see commitAudited. */
export async function audit(...args: Parameters<typeof auditRecord>): Promise<void> {
  const [{ store }] = args;
  const { entry, mac } = auditRecord(...args);
  await store.audit.append(entry, mac);
}
