/** Something that happened to a micro-deposit. Belongs to the operator, not to a person. */
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

/** Which events of /bank_transfer/event/list; null: any. */
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
