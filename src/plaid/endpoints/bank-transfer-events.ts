import type {
  BankTransferEvent as WireEvent,
  BankTransferEventListRequest,
  BankTransferEventSyncResponse,
} from 'plaid';
import type { BankTransferEvent, BankTransferEventFilter } from '../../model/bank-transfer-event.js';
import { publicRead } from '../endpoint.js';
import {
  sanitizeJsonObject,
  date,
  int32,
  invalidResponse,
  listOf,
  requiredFields,
  requiredText,
  text,
} from '../wire.js';

/** Events of micro-deposits that match a filter, newest first. */
export const bankTransferEventList = publicRead({
  path: '/bank_transfer/event/list',
  cost: 5,
  scope: 'operator',
  request: ({ filter, count }: { filter: BankTransferEventFilter; count: number }) => toEventListRequest(filter, count),
  parse: (response, { redact }) => toBankTransferEvents(response, redact),
});

/** Events of micro-deposits after `afterId`, oldest first. */
export const bankTransferEventSync = publicRead({
  path: '/bank_transfer/event/sync',
  cost: 5,
  scope: 'operator',
  remark: 'with `afterEventId`',
  request: ({ afterId, count }: { afterId: number; count: number }) => ({ after_id: afterId, count }),
  parse: (response, { redact }) => toBankTransferEvents(response, redact),
});

/** The response of /bank_transfer/event/list and /bank_transfer/event/sync. */
export function toBankTransferEvents(response: unknown, redact: (value: string) => string): BankTransferEvent[] {
  const wire = requiredFields<BankTransferEventSyncResponse>(response, 'bank_transfer/event');
  return listOf(wire.bank_transfer_events).map((event) => toEvent(event, redact));
}

/**
 * An event that cannot be read must not be skipped: a client that syncs would never see it. The same holds for an event whose
 * id exceeds GraphQL's Int: all later ids exceed it too, and an empty list would look like the end.
 */
function toEvent(value: unknown, redact: (value: string) => string): BankTransferEvent {
  const wire = requiredFields<WireEvent>(value, 'bank_transfer_events[]');
  const eventId = int32(wire.event_id);
  const timestamp = date(wire.timestamp);
  if (eventId === null || timestamp === null) throw invalidResponse('bank_transfer_events[]');
  return {
    eventId,
    timestamp,
    eventType: requiredText(wire.event_type, 'bank_transfer_events[].event_type'),
    accountId: requiredText(wire.account_id, 'bank_transfer_events[].account_id'),
    bankTransferId: requiredText(wire.bank_transfer_id, 'bank_transfer_events[].bank_transfer_id'),
    originationAccountId: text(wire.origination_account_id),
    bankTransferType: requiredText(wire.bank_transfer_type, 'bank_transfer_events[].bank_transfer_type'),
    bankTransferAmount: requiredText(wire.bank_transfer_amount, 'bank_transfer_events[].bank_transfer_amount'),
    bankTransferIsoCurrencyCode: text(wire.bank_transfer_iso_currency_code) ?? '',
    failureReason: sanitizeJsonObject(wire.failure_reason, redact),
    direction: text(wire.direction),
  };
}

/** The filter in Plaid's field names. Fields without a value are left out. */
export function toEventListRequest(filter: BankTransferEventFilter, count: number): Record<string, unknown> {
  const fields: Partial<Record<keyof BankTransferEventListRequest, unknown>> = {
    count,
    start_date: filter.startDate?.toISOString(),
    end_date: filter.endDate?.toISOString(),
    bank_transfer_id: filter.bankTransferId,
    account_id: filter.accountId,
    bank_transfer_type: filter.bankTransferType,
    event_types: filter.eventTypes,
    origination_account_id: filter.originationAccountId,
    direction: filter.direction,
    offset: filter.offset,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}
