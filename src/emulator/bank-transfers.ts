import type { Clock } from './clock.js';
import type { Ids } from './ids.js';
import type { Webhooks } from './outbox/webhooks.js';
import type { BankTransferEventType } from './plaid-types.js';
import type { BankTransferEventRecord, ItemRecord } from './state/records.js';
import type { State } from './state/state.js';

/** The amount of one same-day micro-deposit. */
const AMOUNT = '0.01';
/** Same-day micro-deposits post within a business day; here after 24 hours, including weekends. */
const POSTING_MS = 24 * 60 * 60 * 1000;
/** The setting with the URL for bank transfer webhooks. At Plaid it is configured in the Dashboard, not per Item. */
const URL_SETTING = 'bank_transfer_webhook';

/** Micro-deposits as bank transfers with their events. */
export interface BankTransfers {
  /** Sends a micro-deposit: `pending` now, `posted` a day later. */
  begin(item: ItemRecord, accountId: string): void;
  /** Adds an event to a transfer; returns false when its current state does not allow it. */
  move(transferId: string, type: BankTransferEventType, returnCode: string | null): boolean;
  /** The latest event of a transfer. */
  latest(transferId: string): BankTransferEventRecord | undefined;
  /** Sets where BANK_TRANSFERS_EVENTS_UPDATE is sent; null disables it. */
  setUrl(url: string | null): void;
  resume(): void;
}

interface Dependencies {
  state: State;
  clock: Clock;
  ids: Ids;
  webhooks: Webhooks;
}

const transitions: Partial<Record<BankTransferEventType, BankTransferEventType[]>> = {
  pending: ['cancelled', 'failed', 'posted'],
  posted: ['reversed'],
};

export function createBankTransfers({ state, clock, ids, webhooks }: Dependencies): BankTransfers {
  function append(event: Omit<BankTransferEventRecord, 'id' | 'eventId' | 'atMs'>): void {
    const eventId = (state.bankTransferEvents.values().at(-1)?.eventId ?? 0) + 1;
    state.bankTransferEvents.put({ id: String(eventId), eventId, atMs: clock.now(), ...event });
    const url = state.settings.get(URL_SETTING)?.value;
    webhooks.bankTransferEvents(typeof url === 'string' && url !== '' ? url : null);
  }
  const latest = (transferId: string): BankTransferEventRecord | undefined =>
    state.bankTransferEvents.values().findLast((event) => event.transferId === transferId);
  const move: BankTransfers['move'] = (transferId, type, returnCode) => {
    const before = latest(transferId);
    if (before === undefined || transitions[before.type]?.includes(type) !== true) return false;
    const failed = type === 'failed' || type === 'reversed';
    const { itemId, accountId, amount } = before;
    append({
      transferId,
      itemId,
      accountId,
      amount,
      type,
      failure: failed
        ? {
            ach_return_code: type === 'reversed' ? (returnCode ?? 'R01') : null,
            description: type === 'reversed' ? 'the receiving bank returned the deposit' : 'the deposit was not sent',
          }
        : null,
    });
    return true;
  };
  function watch(transferId: string, sentAtMs: number): void {
    clock.schedule(sentAtMs + POSTING_MS, () => {
      if (move(transferId, 'posted', null)) state.flush();
    });
  }
  return {
    begin: (item, accountId) => {
      const transferId = ids.uuid('bank-transfer');
      append({ transferId, itemId: item.id, accountId, amount: AMOUNT, type: 'pending', failure: null });
      watch(transferId, clock.now());
    },
    move,
    latest,
    setUrl: (url) => {
      state.settings.put({ id: URL_SETTING, value: url ?? '' });
    },
    resume: () => {
      for (const event of state.bankTransferEvents.values()) {
        if (event.type === 'pending' && latest(event.transferId) === event) watch(event.transferId, event.atMs);
      }
    },
  };
}
