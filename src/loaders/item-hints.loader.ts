import type { OwnedItem } from '../model/item.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import { readEventPayload } from './event-payload.js';
import { type LoaderContext, oncePerItem } from './loader-context.js';
import type { ItemHints, Loaders } from './loaders.js';

const HINTS = {
  disconnect: 'ITEM/PENDING_DISCONNECT',
  expiration: 'ITEM/PENDING_EXPIRATION',
  newAccounts: 'ITEM/NEW_ACCOUNTS_AVAILABLE',
  revoked: 'ITEM/USER_PERMISSION_REVOKED',
  repaired: 'ITEM/LOGIN_REPAIRED',
} as const;
const SESSION_FINISHED = 'LINK/SESSION_FINISHED';
const READ_AT_ONCE = 100;

/** What the webhook log says about an Item. What was repaired since it was said, by Plaid or in update mode, is not told. */
export function itemHintsLoader(context: LoaderContext): Pick<Loaders, 'itemHints'> {
  const { store, vault } = context;
  return {
    itemHints: oncePerItem(async (item): Promise<ItemHints> => {
      const events = await store.events.latestOfItem(item, Object.values(HINTS));
      const latest = (code: string): RecordedEvent | undefined =>
        events.find((event) => `${event.webhookType}/${event.webhookCode}` === code);
      const repairedSeq = latest(HINTS.repaired)?.seq ?? 0;
      const after = (seq: number, event: RecordedEvent | undefined) =>
        event !== undefined && event.seq > seq ? event : undefined;

      const open = [HINTS.disconnect, HINTS.expiration, HINTS.revoked].map((code) => after(repairedSeq, latest(code)));
      const newAccounts = latest(HINTS.newAccounts);
      const oldest = Math.min(...[...open, newAccounts].flatMap((event) => event?.seq ?? []));
      const updatedSeq = Number.isFinite(oldest) ? await lastUpdateSeq(context, item, oldest) : 0;

      const [disconnect, expiration, revoked] = open.map((event) => after(updatedSeq, event));
      return {
        disconnectTime: disconnect === undefined ? null : timeIn(readEventPayload(vault, disconnect)),
        pendingDisconnect: disconnect !== undefined,
        newAccountsAvailable: after(updatedSeq, newAccounts) !== undefined,
        permissionRevoked: revoked !== undefined,
        pendingExpiration: expiration !== undefined,
      };
    }),
  };
}

function timeIn(payload: Record<string, unknown>): Date | null {
  const value = payload.disconnect_time;
  const time = typeof value === 'string' ? new Date(value) : null;
  return time === null || Number.isNaN(time.getTime()) ? null : time;
}

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
    return session?.updateItemId === item.id && endedWell(readEventPayload(vault, event));
  });
}

/** Plaid writes SUCCESS; older deliveries differ in case. */
const endedWell = (payload: Record<string, unknown>): boolean =>
  typeof payload.status === 'string' && payload.status.toUpperCase() === 'SUCCESS';
