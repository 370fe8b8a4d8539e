import { Field, Int, ObjectType } from 'type-graphql';
import type { BankTransferEvent } from '../../model/bank-transfer-event.js';
import { DateTime, JsonObject } from '../scalars.js';

@ObjectType('BankTransferEvent', {
  simpleResolvers: true,
  description:
    "Something that happened to a micro-deposit, or to another transfer of Plaid's older Bank Transfers product.",
})
export class BankTransferEventType implements BankTransferEvent {
  @Field(() => Int, {
    description: 'Orders the events: keep the highest one seen and hand it back as `afterEventId`.',
  })
  eventId: number;

  @Field(() => DateTime, { description: 'When it happened.' })
  timestamp: Date;

  @Field(() => String, {
    description: 'What happened: `pending`, `cancelled`, `failed`, `posted` or `reversed`. Plaid may add kinds.',
  })
  eventType: string;

  @Field(() => String, { description: "Plaid's account_id of the account that the money went to or came from." })
  accountId: string;

  @Field(() => String, { description: "Plaid's id of the transfer that it is about." })
  bankTransferId: string;

  @Field(() => String, {
    nullable: true,
    description: "The operator's own account that was used; null when Plaid does not say.",
  })
  originationAccountId: string | null;

  @Field(() => String, { description: '`debit`: money was taken from the account. `credit`: money was sent to it.' })
  bankTransferType: string;

  @Field(() => String, { description: 'The sum as decimal text with two places, such as `0.07`.' })
  bankTransferAmount: string;

  @Field(() => String, { description: 'ISO 4217 code of the currency; empty when Plaid does not say.' })
  bankTransferIsoCurrencyCode: string;

  @Field(() => JsonObject, {
    nullable: true,
    description: "Why it failed or came back, in Plaid's own keys, such as `ach_return_code`; null when it did not.",
  })
  failureReason: Record<string, unknown> | null;

  @Field(() => String, {
    nullable: true,
    description: '`outbound` or `inbound`, seen from the operator; null when Plaid does not say.',
  })
  direction: string | null;
}
