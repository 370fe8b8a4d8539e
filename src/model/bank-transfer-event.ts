/** A status change of a micro-deposit. It belongs to the operator, not to an end user. */
export interface BankTransferEvent {
  eventId: number;
  timestamp: Date;
  eventType: string;
  accountId: string;
  bankTransferId: string;
  originationAccountId: string | null;
  bankTransferType: string;
  bankTransferAmount: string;
  bankTransferIsoCurrencyCode: string;
  failureReason: Record<string, unknown> | null;
  direction: string | null;
}

/** Filter of /bank_transfer/event/list. Null fields match all events. */
export interface BankTransferEventFilter {
  startDate: Date | null;
  endDate: Date | null;
  bankTransferId: string | null;
  accountId: string | null;
  bankTransferType: string | null;
  eventTypes: readonly string[] | null;
  originationAccountId: string | null;
  direction: string | null;
  offset: number | null;
}
