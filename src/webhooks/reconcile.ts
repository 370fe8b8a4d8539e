import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Feed } from '../feed/feed.js';
import type { ItemId } from '../model/ids.js';
import type { OwnedItem, PlaidItem } from '../model/item.js';
import type { Logger } from '../observability/logger.js';
import type { PlaidClient } from '../plaid/plaid-client.js';
import type { LeaderElection } from '../store/leader-election.js';
import type { Fence, Store } from '../store/store.js';

/** Compares Items not heard from with what Plaid says of them, and tells subscribers what webhooks failed to. */
export interface Reconciler {
  /** Asks nothing more; resolves when the question under way has ended. */
  close(): Promise<void>;
}

export interface ReconcilerDeps {
  store: Pick<Store, 'items' | 'events'>;
  feed: Pick<Feed, 'itemChanged'>;
  plaid: Pick<PlaidClient, 'itemGet'>;
  now: () => number;
  /** Resolves after `ms`, or when the signal aborts. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** With several instances: only the one that holds the lease asks. */
  lease?: Pick<LeaderElection, 'held'>;
  log: Pick<Logger, 'info' | 'warn'>;
}

export interface ReconcilerOptions {
  /** An Item is asked about when nothing was heard of it for this long, and once per as long. */
  quietMs: number;
  /** How long the log keeps a webhook: of one that is older, it cannot say whether it came. */
  retentionMs: number;
  /** Between two questions to Plaid: one Item a second leaves nearly all of Plaid's rate limits to people. */
  gapMs?: number;
}

const GAP_MS = 1_000;
/** How often an instance without the lease looks whether it has it now. */
const LEASE_LOOK_MS = 1_000;
const PAGE = 100;
/** What was seen of an Item is remembered as 43 characters; one pushed out is held against the log again. */
const MAX_REMEMBERED = 100_000;
/** Plaid's clock and ours, and the time a delivery takes. */
const CLOCK_TOLERANCE_MS = 60_000;
const BROKEN = 'ITEM/ERROR';
const REPAIRED = 'ITEM/LOGIN_REPAIRED';

/**
 * Begins at once and goes on until closed. One question at a time, beside everything else: nobody waits for it, and an
 * Item that cannot be asked about is left for the next round. With several instances one of them does
 * this, and the others tell their subscribers what it has found.
 */
export function startReconciler(deps: ReconcilerDeps, options: ReconcilerOptions): Reconciler {
  const { quietMs, retentionMs, gapMs = GAP_MS } = options;
  const stopping = new AbortController();
  const remembered = new LRUCache<ItemId, string>({ max: MAX_REMEMBERED });
  const isStopping = (): boolean => stopping.signal.aborted;
  const isMine = (): boolean => deps.lease?.held() !== null;

  async function run(): Promise<void> {
    while (!isStopping()) {
      if (!isMine()) {
        await deps.pause(LEASE_LOOK_MS, stopping.signal);
        continue;
      }
      await attempt(round, 'a round of comparing Items with Plaid ended early');
      await deps.pause(quietMs, stopping.signal);
    }
  }

  async function round(): Promise<void> {
    for (let after: number | null = null; !isStopping() && isMine();) {
      const { entries, hasNextPage } = await deps.store.items.list(null, { first: PAGE, after });
      await comparePage(entries.map((entry) => entry.node));
      after = entries.at(-1)?.position ?? null;
      if (!hasNextPage) return;
    }
  }

  async function comparePage(items: readonly OwnedItem[]): Promise<void> {
    const heard = await deps.store.events.lastReceivedAt(items);
    for (const item of items) {
      const heardAt = heard.get(item.id) ?? item.linkedAt;
      if (deps.now() - heardAt < quietMs) continue;
      await deps.pause(gapMs, stopping.signal);
      if (isStopping() || !isMine()) return;
      await attempt(() => compare(item), 'an Item could not be compared with Plaid');
    }
  }

  async function compare(item: OwnedItem): Promise<void> {
    // Taken before Plaid is asked: an answer that took longer than the lease lasts is not written.
    const fence: Fence | undefined = deps.lease?.held() ?? undefined;
    const seen = await deps.plaid.itemGet(item, {
      signal: stopping.signal,
      requestId: `reconcile-${item.id}`,
      onUpstreamCall: () => undefined,
    });
    const before = remembered.get(item.id);
    const now = digest(seen);
    remembered.set(item.id, now);
    const isNews = before === undefined ? await missedByWebhooks(item, seen) : before !== now;
    // Null: it was removed meanwhile. Stale first, so that whoever is told reads what Plaid says now.
    if (!isNews || (await deps.store.items.bumpGeneration(item, { under: fence })) === null) return;
    deps.feed.itemChanged(item.ownerId, item.id);
    deps.log.info({ itemId: item.id }, 'an Item had changed and no webhook told');
  }

  /** The first look at an Item: held against what the log says of it. */
  async function missedByWebhooks(item: OwnedItem, seen: PlaidItem): Promise<boolean> {
    if (await isLastWebhookMissing(item, seen)) return true;
    const told = (await deps.store.events.latestOfItem(item, [BROKEN, REPAIRED])).at(-1);
    const toldBroken = told !== undefined && `${told.webhookType}/${told.webhookCode}` === BROKEN;
    return toldBroken !== (seen.error !== null);
  }

  /** Whether the webhook that Plaid says it sent last is not in the log. One from before the Item was here never was. */
  async function isLastWebhookMissing(item: OwnedItem, { updates }: PlaidItem): Promise<boolean> {
    const { sentAt = null, codeSent = null } = updates?.lastWebhook ?? {};
    if (sentAt === null || codeSent === null) return false;
    const keptSince = deps.now() - retentionMs;
    if (sentAt.getTime() <= Math.max(item.linkedAt, keptSince)) return false;
    const since = sentAt.getTime() - CLOCK_TOLERANCE_MS;
    return !(await deps.store.events.hasReceived(item, { webhookCode: codeSent, since }));
  }

  async function attempt(work: () => Promise<void>, otherwise: string): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isStopping()) deps.log.warn({ err: error }, otherwise);
    }
  }

  const running = run();
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}

/** Equal for equal answers, whenever asked for; what Plaid said of an Item is not kept itself. Its error's request id is another each time. */
function digest(seen: PlaidItem): string {
  const lasting = { ...seen, askedAt: null, error: seen.error && { ...seen.error, requestId: null } };
  return createHash('sha256').update(JSON.stringify(lasting)).digest('base64url');
}
