import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Feed } from '../feed/feed.js';
import type { ItemId } from '../model/ids.js';
import type { OwnedItem, PlaidItem } from '../model/item.js';
import { interruptiblePause } from '../model/time.js';
import type { Logger } from '../observability/logger.js';
import type { PlaidClient } from '../plaid/plaid-client.js';
import type { LeaderElection } from '../store/leader-election.js';
import type { Fence, Store } from '../store/store.js';

/** Compares quiet Items with what Plaid says about them, and notifies subscribers of changes whose webhook was missed. */
export interface Reconciler {
  /** Starts no further call; resolves when the call in progress has ended. */
  close(): Promise<void>;
}

export interface ReconcilerDeps {
  store: Pick<Store, 'items' | 'events'>;
  feed: Pick<Feed, 'itemChanged'>;
  plaid: Pick<PlaidClient, 'itemGet'>;
  now: () => number;
  /** Resolves after `ms`, or when the signal aborts. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** With several instances: only the leader calls Plaid. */
  lease?: Pick<LeaderElection, 'held'>;
  log: Pick<Logger, 'info' | 'warn'>;
}

export interface ReconcilerOptions {
  /** An Item is compared when no webhook of it was received for this long, and once per this period. */
  quietMs: number;
  /** How long the log retains webhooks: it cannot say whether an older webhook was received. */
  retentionMs: number;
  /** Between two calls to Plaid: one Item per second leaves nearly all of Plaid's rate limit to users. */
  gapMs?: number;
}

const GAP_MS = 1_000;
/** How often an instance that is not the leader checks whether it has become the leader. */
const LEADER_POLL_MS = 1_000;
const PAGE = 100;
/** A digest of 43 characters per Item. An Item that is evicted is compared with the log again. */
const MAX_DIGESTS = 100_000;
/** The difference between Plaid's clock and ours, and the time that a delivery takes. */
const CLOCK_TOLERANCE_MS = 60_000;
const BROKEN = 'ITEM/ERROR';
const REPAIRED = 'ITEM/LOGIN_REPAIRED';

/**
 * Starts immediately and runs until closed, one call at a time and in the background. An Item that cannot be read is left
 * for the next round. With several instances only the leader does this; the others read what it found from the change log.
 */
export function startReconciler(deps: ReconcilerDeps, options: ReconcilerOptions): Reconciler {
  const { quietMs, retentionMs, gapMs = GAP_MS } = options;
  const { pause = interruptiblePause } = deps;
  const stopping = new AbortController();
  const digests = new LRUCache<ItemId, string>({ max: MAX_DIGESTS });
  const isStopping = (): boolean => stopping.signal.aborted;
  const isLeader = (): boolean => deps.lease?.held() !== null;

  async function run(): Promise<void> {
    while (!isStopping()) {
      if (!isLeader()) {
        await pause(LEADER_POLL_MS, stopping.signal);
        continue;
      }
      await logFailure(runRound, 'a reconciliation round ended early');
      await pause(quietMs, stopping.signal);
    }
  }

  async function runRound(): Promise<void> {
    for (let after: number | null = null; !isStopping() && isLeader();) {
      const { entries, hasNextPage } = await deps.store.items.list(null, { first: PAGE, after });
      await comparePage(entries.map((entry) => entry.node));
      after = entries.at(-1)?.position ?? null;
      if (!hasNextPage) return;
    }
  }

  async function comparePage(items: readonly OwnedItem[]): Promise<void> {
    const lastReceivedAt = await deps.store.events.lastReceivedAt(items);
    for (const item of items) {
      const quietSince = lastReceivedAt.get(item.id) ?? item.linkedAt;
      if (deps.now() - quietSince < quietMs) continue;
      await pause(gapMs, stopping.signal);
      if (isStopping() || !isLeader()) return;
      await logFailure(() => compare(item), 'an Item could not be compared with Plaid');
    }
  }

  async function compare(item: OwnedItem): Promise<void> {
    // Read before Plaid is called: nothing is written when the response took longer than the lease lasts.
    const fence: Fence | undefined = deps.lease?.held() ?? undefined;
    const current = await deps.plaid.itemGet(item, {
      signal: stopping.signal,
      requestId: `reconcile-${item.id}`,
      onUpstreamCall: () => undefined,
    });
    const previousDigest = digests.get(item.id);
    const currentDigest = digest(current);
    digests.set(item.id, currentDigest);
    const hasChanged =
      previousDigest === undefined ? await missedByWebhooks(item, current) : previousDigest !== currentDigest;
    // Invalidated first, so that subscribers read what Plaid says now. null: the Item was removed meanwhile.
    if (!hasChanged || (await deps.store.items.bumpGeneration(item, { under: fence })) === null) return;
    deps.feed.itemChanged(item.ownerId, item.id);
    deps.log.info({ itemId: item.id }, 'missed webhook: an Item has changed at Plaid');
  }

  /** The first comparison of an Item has no digest to compare with: it uses the log. */
  async function missedByWebhooks(item: OwnedItem, current: PlaidItem): Promise<boolean> {
    if (await isLastWebhookMissing(item, current)) return true;
    const latest = (await deps.store.events.latestOfItem(item, [BROKEN, REPAIRED])).at(-1);
    const isBrokenInLog = latest !== undefined && `${latest.webhookType}/${latest.webhookCode}` === BROKEN;
    return isBrokenInLog !== (current.error !== null);
  }

  /** Whether the last webhook that Plaid says it sent is not in the log. Webhooks from before the Item was linked never are. */
  async function isLastWebhookMissing(item: OwnedItem, { updates }: PlaidItem): Promise<boolean> {
    const { sentAt = null, codeSent = null } = updates?.lastWebhook ?? {};
    if (sentAt === null || codeSent === null) return false;
    const retainedSince = deps.now() - retentionMs;
    if (sentAt.getTime() <= Math.max(item.linkedAt, retainedSince)) return false;
    const since = sentAt.getTime() - CLOCK_TOLERANCE_MS;
    return !(await deps.store.events.hasReceived(item, { webhookCode: codeSent, since }));
  }

  async function logFailure(work: () => Promise<void>, message: string): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isStopping()) deps.log.warn({ err: error }, message);
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

/** Equal for equal Items, whenever they were read. Excludes the request id of an error, which differs each time. */
function digest(item: PlaidItem): string {
  const stable = { ...item, requestedAt: null, error: item.error && { ...item.error, requestId: null } };
  return createHash('sha256').update(JSON.stringify(stable)).digest('base64url');
}
