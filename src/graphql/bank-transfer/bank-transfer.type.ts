import { Field, Int, ObjectType } from 'type-graphql';
import type { BankTransferEvent } from '../../model/bank-transfer-event.js';
import { DateTime, JsonObject } from '../scalars.js';

@ObjectType('BankTransferEvent', {
  simpleResolvers: true,
  description:
    "A change in the status of a micro-deposit, or of another transfer of Plaid's legacy Bank Transfers product.",
})
export class BankTransferEventType implements BankTransferEvent {
  @Field(() => Int, {
    description: 'The sequence number of the event. Store the highest one you have read and pass it as `afterEventId`.',
  })
  eventId: number;

  @Field(() => DateTime, { description: 'When the event happened, in UTC.' })
  timestamp: Date;

  @Field(() => String, {
    description:
      'The new status of the transfer: `pending`, `cancelled`, `failed`, `posted` or `reversed`. Plaid may add types.',
  })
  eventType: string;

  @Field(() => String, { description: "Plaid's account_id of the end user's account." })
  accountId: string;

  @Field(() => String, { description: "Plaid's id of the transfer." })
  bankTransferId: string;

  @Field(() => String, {
    nullable: true,
    description: "The operator's own account that was used for the transfer. Null if Plaid does not report it.",
  })
  originationAccountId: string | null;

  @Field(() => String, {
    description: "Either `debit` (money was taken from the end user's account) or `credit` (money was sent to it).",
  })
  bankTransferType: string;

  @Field(() => String, {
    description: 'The amount in major currency units, as a decimal string with two places, such as `0.07`.',
  })
  bankTransferAmount: string;

  @Field(() => String, { description: 'ISO 4217 currency code, such as `USD`. Empty if Plaid does not report it.' })
  bankTransferIsoCurrencyCode: string;

  @Field(() => JsonObject, {
    nullable: true,
    description:
      "Why the transfer failed or was returned, as Plaid's snake_case object with keys such as `ach_return_code`. Null if it did neither.",
  })
  failureReason: Record<string, unknown> | null;

  @Field(() => String, {
    nullable: true,
    description: "Either `outbound` or `inbound`, from the operator's point of view. Null if Plaid does not report it.",
  })
  direction: string | null;
}
