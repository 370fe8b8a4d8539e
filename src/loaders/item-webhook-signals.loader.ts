import { type AccessWarning, type AccessWarnings, WARNING_MS } from '../model/access-warning.js';
import type { OwnedItem } from '../model/item.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { LastUpdate } from '../store/store.js';
import { toWebhookDetails } from '../plaid/webhook-details.js';
import { readRedactedPayload } from './redacted-payload.js';
import { memoizeByItem } from './batching.js';
import type { LoaderContext } from './loader-context.js';

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
const NO_UPDATE: LastUpdate = { finishedSeq: null, begunAt: null };
/** The reason of an institution that changes its login method. It disconnects Items independently of their consent. */
const MIGRATION = 'INSTITUTION_MIGRATION';

/** Repairs of an Item: those in the webhook log, and update-mode sessions whose webhooks were lost. */
interface Repairs extends LastUpdate {
  /** ITEM/LOGIN_REPAIRED. */
  latest: RecordedEvent | undefined;
}

/** What the webhook log knows about an Item that /item/get does not, and whether it has been repaired since. Calls no endpoint. */
export function itemWebhookSignals(context: LoaderContext): (item: OwnedItem) => Promise<ItemWebhookSignals> {
  return memoizeByItem(async (item) => {
    const events = await context.store.events.latestOfItem(item, Object.values(SIGNALS));
    const latest = (code: string): RecordedEvent | undefined =>
      events.find((event) => `${event.webhookType}/${event.webhookCode}` === code);
    const disconnect = latest(SIGNALS.disconnect);
    const expiration = latest(SIGNALS.expiration);
    const newAccounts = latest(SIGNALS.newAccounts);
    const hasSignal = disconnect !== undefined || expiration !== undefined || newAccounts !== undefined;
    // Most Items have no signal. They cost no second read.
    const lastUpdate = hasSignal ? await context.store.linkSessions.lastUpdate(item) : NO_UPDATE;
    const repairs: Repairs = { latest: latest(SIGNALS.repaired), ...lastUpdate };
    return {
      disconnect: disconnect === undefined ? null : warningOf(context, disconnect, repairs),
      expiration: expiration === undefined ? null : warningOf(context, expiration, repairs),
      newAccountsAvailable: newAccounts !== undefined && !isUpdatedSince(newAccounts, repairs),
    };
  });
}

function warningOf({ vault }: LoaderContext, event: RecordedEvent, repairs: Repairs): AccessWarning {
  const { disconnectTime, consentExpirationTime, reason } = toWebhookDetails(readRedactedPayload(vault, event));
  const { receivedAt } = event;
  const endsAt = disconnectTime ?? consentExpirationTime;
  // A warning that arrived late is older than its receipt: Plaid creates it seven days before the end.
  const isAhead = endsAt !== null && endsAt.getTime() > receivedAt;
  const createdAt = isAhead ? Math.min(endsAt.getTime() - WARNING_MS, receivedAt) : receivedAt;
  const { latest } = repairs;
  const isRepaired = latest !== undefined && (latest.seq > event.seq || latest.receivedAt > createdAt);
  const repairedSince = isRepaired || isUpdatedSince(event, repairs) || (repairs.begunAt ?? -Infinity) > createdAt;
  return { endsAt, endsWithConsent: reason !== MIGRATION, receivedAt, repairedSince };
}

const isUpdatedSince = (event: RecordedEvent, { finishedSeq, begunAt }: Repairs): boolean =>
  (finishedSeq !== null && finishedSeq > event.seq) || (begunAt !== null && begunAt > event.receivedAt);
