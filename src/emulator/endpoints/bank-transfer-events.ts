import type * as plaid from 'plaid';
import { type ResponseBody, route, type Route } from '../http/route.js';
import { dateTime, integer, list, nullable, oneOf, optional, text } from '../http/validation.js';
import type { BankTransferEventRecord } from '../state/records.js';

/** The maximum and default page size. */
const MAX_PAGE_SIZE = 25;

type Event = ResponseBody<plaid.BankTransferEventSyncResponse>['bank_transfer_events'][number];

/** Micro-deposits are outbound credits. */
function serialize(event: BankTransferEventRecord): Event {
  return {
    event_id: event.eventId,
    timestamp: new Date(event.atMs).toISOString(),
    event_type: event.type,
    account_id: event.accountId,
    bank_transfer_id: event.transferId,
    origination_account_id: null,
    bank_transfer_type: 'credit',
    bank_transfer_amount: event.amount,
    bank_transfer_iso_currency_code: 'USD',
    failure_reason: event.failure,
    direction: 'outbound',
    receiver_details: null,
  };
}

const sync = route<plaid.BankTransferEventSyncRequest, plaid.BankTransferEventSyncResponse>(
  '/bank_transfer/event/sync',
  { after_id: integer(0), count: optional(nullable(integer(1, MAX_PAGE_SIZE))) },
  () => ({ after_id: 0, count: 5 }),
  ({ state }, body) => ({
    bank_transfer_events: state.bankTransferEvents
      .values()
      .filter((event) => event.eventId > body.after_id)
      .slice(0, body.count ?? MAX_PAGE_SIZE)
      .map(serialize),
  }),
);

const eventTypes = ['pending', 'cancelled', 'failed', 'posted', 'reversed'];
/** The string 'null' means no filter. */
const filterValue = (value: string | null | undefined): string | null =>
  value == null || value === 'null' ? null : value;

const eventList = route<plaid.BankTransferEventListRequest, plaid.BankTransferEventListResponse>(
  '/bank_transfer/event/list',
  {
    start_date: optional(nullable(dateTime())),
    end_date: optional(nullable(dateTime())),
    bank_transfer_id: optional(nullable(text())),
    account_id: optional(nullable(text())),
    bank_transfer_type: optional(nullable(oneOf(['debit', 'credit', 'null']))),
    event_types: optional(list(oneOf(eventTypes))),
    count: optional(nullable(integer(1, MAX_PAGE_SIZE))),
    offset: optional(nullable(integer(0))),
    origination_account_id: optional(nullable(text())),
    direction: optional(nullable(oneOf(['inbound', 'outbound', 'null']))),
  },
  ({ accountId }) => ({
    start_date: '2026-01-01T00:00:00Z',
    end_date: '2026-12-31T00:00:00Z',
    account_id: accountId,
    bank_transfer_type: 'debit',
    event_types: ['posted'],
    count: 5,
    offset: 0,
    direction: 'outbound',
  }),
  ({ state }, body) => {
    const startMs = body.start_date == null ? -Infinity : Date.parse(body.start_date);
    const endMs = body.end_date == null ? Infinity : Date.parse(body.end_date);
    const types = body.event_types ?? [];
    const offset = body.offset ?? 0;
    const matches = (event: BankTransferEventRecord): boolean =>
      event.atMs >= startMs &&
      event.atMs <= endMs &&
      (body.bank_transfer_id == null || event.transferId === body.bank_transfer_id) &&
      (body.account_id == null || event.accountId === body.account_id) &&
      (types.length === 0 || types.includes(event.type)) &&
      // All transfers of the emulator are outbound credits without an origination account.
      body.origination_account_id == null &&
      (filterValue(body.bank_transfer_type) ?? 'credit') === 'credit' &&
      (filterValue(body.direction) ?? 'outbound') === 'outbound';
    return {
      bank_transfer_events: state.bankTransferEvents
        .values()
        .filter(matches)
        .reverse()
        .slice(offset, offset + (body.count ?? MAX_PAGE_SIZE))
        .map(serialize),
    };
  },
);

/** /bank_transfer/event/*. */
export const routes: Route[] = [eventList, sync];
