import type {
  BankTransferEvent as WireEvent,
  BankTransferEventListRequest,
  BankTransferEventSyncResponse,
} from 'plaid';
import type { BankTransferEvent, BankTransferEventFilter } from '../model/bank-transfer-event.js';
import {
  sanitizeJsonObject,
  date,
  int32,
  invalidResponse,
  listOf,
  requiredFields,
  requiredText,
  text,
} from './wire.js';

/** The answer of /bank_transfer/event/list and /bank_transfer/event/sync. */
export function toBankTransferEvents(answer: unknown, scrub: (value: string) => string): BankTransferEvent[] {
  const wire = requiredFields<BankTransferEventSyncResponse>(answer, 'bank_transfer/event');
  return listOf(wire.bank_transfer_events).map((event) => toEvent(event, scrub));
}

/**
 * An event that cannot be read must not be skipped: whoever syncs would never see it. Nor one whose id is beyond GraphQL's
 * Int, as the contract has it: all that follow are too, and an empty list would look like the end.
 */
function toEvent(value: unknown, scrub: (value: string) => string): BankTransferEvent {
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
    failureReason: sanitizeJsonObject(wire.failure_reason, scrub),
    direction: text(wire.direction),
  };
}

/** What was asked for in Plaid's names; what was not is left out. */
export function toEventListRequest(filter: BankTransferEventFilter, count: number): Record<string, unknown> {
  const wanted: Partial<Record<keyof BankTransferEventListRequest, unknown>> = {
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
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== null && value !== undefined));
}
