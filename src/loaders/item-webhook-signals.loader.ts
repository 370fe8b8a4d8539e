import { type AccessWarning, type AccessWarnings, WARNING_MS } from '../model/access-warning.js';
import type { OwnedItem } from '../model/item.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import { toWebhookDetails } from '../plaid/webhook-details.js';
import { redactedPayload } from './redacted-payload.js';
import { type LoaderContext, memoizeByItem } from './loader-context.js';

/** What the webhook log knows about an Item that /item/get does not. */
export interface ItemWebhookSignals extends AccessWarnings {
  /** ITEM/NEW_ACCOUNTS_AVAILABLE came, and no update-mode session has finished since. */
  newAccountsAvailable: boolean;
}

const SIGNALS = {
  disconnect: 'ITEM/PENDING_DISCONNECT',
  expiration: 'ITEM/PENDING_EXPIRATION',
  newAccounts: 'ITEM/NEW_ACCOUNTS_AVAILABLE',
  repaired: 'ITEM/LOGIN_REPAIRED',
} as const;
const SESSION_FINISHED = 'LINK/SESSION_FINISHED';
/** The reason of an institution that changes its login method. It disconnects Items independently of their consent. */
const MIGRATION = 'INSTITUTION_MIGRATION';
const EVENTS_PER_READ = 100;

/** Repairs of an Item: those in the webhook log, and update-mode sessions whose webhooks were lost. */
interface Repairs {
  /** ITEM/LOGIN_REPAIRED. */
  latest: RecordedEvent | undefined;
  /** The newest successful update-mode session in the log; 0: none since the oldest signal. */
  updatedSeq: number;
  /** When the newest successful update-mode session began; null: there is none. */
  updateBegunAt: number | null;
}

/** What the webhook log knows about an Item that /item/get does not, and whether it was repaired since. Calls no endpoint. */
export function itemWebhookSignals(context: LoaderContext): (item: OwnedItem) => Promise<ItemWebhookSignals> {
  return memoizeByItem(async (item) => {
    const events = await context.store.events.latestOfItem(item, Object.values(SIGNALS));
    const latest = (code: string): RecordedEvent | undefined =>
      events.find((event) => `${event.webhookType}/${event.webhookCode}` === code);
    const disconnect = latest(SIGNALS.disconnect);
    const expiration = latest(SIGNALS.expiration);
    const newAccounts = latest(SIGNALS.newAccounts);
    const signals = [disconnect, expiration, newAccounts].filter((event) => event !== undefined);
    const repairs = await repairsOf(context, item, { latest: latest(SIGNALS.repaired), signals });
    return {
      disconnect: disconnect === undefined ? null : warningOf(context, disconnect, repairs),
      expiration: expiration === undefined ? null : warningOf(context, expiration, repairs),
      newAccountsAvailable: newAccounts !== undefined && !isUpdatedSince(newAccounts, repairs),
    };
  });
}

async function repairsOf(
  context: LoaderContext,
  item: OwnedItem,
  { latest, signals }: { latest: RecordedEvent | undefined; signals: readonly RecordedEvent[] },
): Promise<Repairs> {
  if (signals.length === 0) return { latest, updatedSeq: 0, updateBegunAt: null };
  const [updatedSeq, updateBegunAt] = await Promise.all([
    lastUpdateSeq(context, item, Math.min(...signals.map((event) => event.seq))),
    context.store.linkSessions.lastUpdateBegunAt(item),
  ]);
  return { latest, updatedSeq, updateBegunAt };
}

function warningOf({ vault }: LoaderContext, event: RecordedEvent, repairs: Repairs): AccessWarning {
  const { disconnectTime, consentExpirationTime, reason } = toWebhookDetails(redactedPayload(vault, event));
  const { receivedAt } = event;
  const endsAt = disconnectTime ?? consentExpirationTime;
  // A warning that arrived late is older than its receipt: Plaid creates it seven days before the end.
  const isAhead = endsAt !== null && endsAt.getTime() > receivedAt;
  const createdAt = isAhead ? Math.min(endsAt.getTime() - WARNING_MS, receivedAt) : receivedAt;
  const { latest } = repairs;
  const isRepaired = latest !== undefined && (latest.seq > event.seq || latest.receivedAt > createdAt);
  const repairedSince =
    isRepaired || isUpdatedSince(event, repairs) || (repairs.updateBegunAt ?? -Infinity) > createdAt;
  return { endsAt, endsWithConsent: reason !== MIGRATION, receivedAt, repairedSince };
}

const isUpdatedSince = (event: RecordedEvent, { updatedSeq, updateBegunAt }: Repairs): boolean =>
  updatedSeq > event.seq || (updateBegunAt !== null && updateBegunAt > event.receivedAt);

/** The seq of the newest successful update-mode session of the Item after `afterSeq`; 0 when there is none. */
async function lastUpdateSeq(context: LoaderContext, item: OwnedItem, afterSeq: number): Promise<number> {
  const { events } = context.store;
  let found = 0;
  for (let from = afterSeq; ;) {
    const page = await events.readAfter(item.ownerId, {
      afterSeq: from,
      limit: EVENTS_PER_READ,
      types: [SESSION_FINISHED],
    });
    const updates = await updatesOf(context, item, page);
    found = updates.at(-1)?.seq ?? found;
    const last = page.at(-1);
    if (last === undefined || page.length < EVENTS_PER_READ) return found;
    from = last.seq;
  }
}

async function updatesOf(
  { store, vault }: LoaderContext,
  item: OwnedItem,
  finished: readonly RecordedEvent[],
): Promise<RecordedEvent[]> {
  const ids = [...new Set(finished.flatMap((event) => event.linkSessionId ?? []))];
  if (ids.length === 0) return [];
  const sessions = await store.linkSessions.findOwned(item.ownerId, ids);
  return finished.filter((event) => {
    const session = event.linkSessionId === null ? undefined : sessions.get(event.linkSessionId);
    return session?.updateItemId === item.id && succeeded(redactedPayload(vault, event));
  });
}

/** Plaid writes SUCCESS; older webhooks differ in case. */
const succeeded = (payload: Record<string, unknown>): boolean =>
  typeof payload.status === 'string' && payload.status.toUpperCase() === 'SUCCESS';
