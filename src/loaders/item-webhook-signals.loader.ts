import { type AccessWarning, WARNING_MS } from '../model/access-warning.js';
import type { OwnedItem } from '../model/item.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import { toWebhookDetails } from '../plaid/webhook-details.js';
import { redactedPayload } from './redacted-payload.js';
import { type LoaderContext, memoizeByItem } from './loader-context.js';
import type { ItemWebhookSignals, Loaders } from './loaders.js';

const HINTS = {
  disconnect: 'ITEM/PENDING_DISCONNECT',
  expiration: 'ITEM/PENDING_EXPIRATION',
  newAccounts: 'ITEM/NEW_ACCOUNTS_AVAILABLE',
  repaired: 'ITEM/LOGIN_REPAIRED',
} as const;
const SESSION_FINISHED = 'LINK/SESSION_FINISHED';
/** An institution that moves to another way of signing in disconnects whatever consent was given. */
const MIGRATION = 'INSTITUTION_MIGRATION';
const READ_AT_ONCE = 100;

/** What the records know of repairs: by the log, and by sessions whose webhooks were lost. */
interface Repairs {
  /** ITEM/LOGIN_REPAIRED. */
  latest: RecordedEvent | undefined;
  /** The newest update-mode session in the log that ended well; 0: none behind the oldest hint. */
  updatedSeq: number;
  /** When the newest update-mode session that ended well was begun; null: there is none. */
  updateBegunAt: number | null;
}

/** What the webhook log says about an Item, with what of it was repaired since. Plaid is not asked. */
export function itemWebhookSignalsLoader(context: LoaderContext): Pick<Loaders, 'itemWebhookSignals'> {
  return {
    itemWebhookSignals: memoizeByItem(async (item): Promise<ItemWebhookSignals> => {
      const events = await context.store.events.latestOfItem(item, Object.values(HINTS));
      const latest = (code: string): RecordedEvent | undefined =>
        events.find((event) => `${event.webhookType}/${event.webhookCode}` === code);
      const disconnect = latest(HINTS.disconnect);
      const expiration = latest(HINTS.expiration);
      const newAccounts = latest(HINTS.newAccounts);
      const hints = [disconnect, expiration, newAccounts].filter((event) => event !== undefined);
      const repairs = await repairsOf(context, item, { latest: latest(HINTS.repaired), hints });
      return {
        disconnect: disconnect === undefined ? null : warningOf(context, disconnect, repairs),
        expiration: expiration === undefined ? null : warningOf(context, expiration, repairs),
        newAccountsAvailable: newAccounts !== undefined && !isUpdatedSince(newAccounts, repairs),
      };
    }),
  };
}

async function repairsOf(
  context: LoaderContext,
  item: OwnedItem,
  { latest, hints }: { latest: RecordedEvent | undefined; hints: readonly RecordedEvent[] },
): Promise<Repairs> {
  if (hints.length === 0) return { latest, updatedSeq: 0, updateBegunAt: null };
  const [updatedSeq, updateBegunAt] = await Promise.all([
    lastUpdateSeq(context, item, Math.min(...hints.map((event) => event.seq))),
    context.store.linkSessions.lastUpdateBegunAt(item),
  ]);
  return { latest, updatedSeq, updateBegunAt };
}

function warningOf({ vault }: LoaderContext, event: RecordedEvent, repairs: Repairs): AccessWarning {
  const { disconnectTime, consentExpirationTime, reason } = toWebhookDetails(redactedPayload(vault, event));
  const { receivedAt } = event;
  const endsAt = disconnectTime ?? consentExpirationTime;
  // A warning that came late is older than it looks: Plaid makes it seven days before the end.
  const isAhead = endsAt !== null && endsAt.getTime() > receivedAt;
  const madeAt = isAhead ? Math.min(endsAt.getTime() - WARNING_MS, receivedAt) : receivedAt;
  const { latest } = repairs;
  const isRepaired = latest !== undefined && (latest.seq > event.seq || latest.receivedAt > madeAt);
  const repairedSince = isRepaired || isUpdatedSince(event, repairs) || (repairs.updateBegunAt ?? -Infinity) > madeAt;
  return { endsAt, endsWithConsent: reason !== MIGRATION, receivedAt, repairedSince };
}

const isUpdatedSince = (event: RecordedEvent, { updatedSeq, updateBegunAt }: Repairs): boolean =>
  updatedSeq > event.seq || (updateBegunAt !== null && updateBegunAt > event.receivedAt);

/** The seq of the newest update-mode session of the Item that ended well after `afterSeq`; 0 when there was none. */
async function lastUpdateSeq(context: LoaderContext, item: OwnedItem, afterSeq: number): Promise<number> {
  const { events } = context.store;
  let found = 0;
  for (let from = afterSeq; ;) {
    const page = await events.readAfter(item.ownerId, {
      afterSeq: from,
      limit: READ_AT_ONCE,
      types: [SESSION_FINISHED],
    });
    const updates = await updatesOf(context, item, page);
    found = updates.at(-1)?.seq ?? found;
    const last = page.at(-1);
    if (last === undefined || page.length < READ_AT_ONCE) return found;
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
    return session?.updateItemId === item.id && endedWell(redactedPayload(vault, event));
  });
}

/** Plaid writes SUCCESS; older deliveries differ in case. */
const endedWell = (payload: Record<string, unknown>): boolean =>
  typeof payload.status === 'string' && payload.status.toUpperCase() === 'SUCCESS';
