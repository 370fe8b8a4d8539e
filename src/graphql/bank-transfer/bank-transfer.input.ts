import { IsOptional, Length, Min } from 'class-validator';
import { Field, InputType, Int } from 'type-graphql';
import type { BankTransferEventFilter } from '../../model/bank-transfer-event.js';
import { DateTime } from '../scalars.js';

@InputType('BankTransferEventFilter', {
  description:
    'Selects bank transfer events. An event must match every field that is set. A field that is null or omitted matches all events.',
})
export class BankTransferEventFilterInput {
  @Field(() => DateTime, {
    nullable: true,
    description: 'Only events at or after this time. If null, from the first event.',
  })
  @IsOptional()
  startDate?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Only events at or before this time. If null, up to the latest event.',
  })
  @IsOptional()
  endDate?: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only events of the transfer with this Plaid id. If null, all transfers.',
  })
  @IsOptional()
  @Length(1, 256)
  bankTransferId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only events of the account with this Plaid account_id. If null, all accounts.',
  })
  @IsOptional()
  @Length(1, 256)
  accountId?: string | null;

  @Field(() => String, { nullable: true, description: 'Either `debit` or `credit`. If null, both.' })
  @IsOptional()
  @Length(1, 32)
  bankTransferType?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Only events of these types, such as `posted`. If null, all types.',
  })
  @IsOptional()
  @Length(1, 64, { each: true })
  eventTypes?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only events of this account of the operator. If null, all accounts.',
  })
  @IsOptional()
  @Length(1, 256)
  originationAccountId?: string | null;

  @Field(() => String, { nullable: true, description: 'Either `inbound` or `outbound`. If null, both.' })
  @IsOptional()
  @Length(1, 32)
  direction?: string | null;

  @Field(() => Int, { nullable: true, description: 'How many of the newest events to skip. If null, none.' })
  @IsOptional()
  @Min(0)
  offset?: number | null;
}

/** Converts the input to the loaders' filter. */
export function toFilter(input: BankTransferEventFilterInput | null | undefined): BankTransferEventFilter {
  return {
    startDate: input?.startDate ?? null,
    endDate: input?.endDate ?? null,
    bankTransferId: input?.bankTransferId ?? null,
    accountId: input?.accountId ?? null,
    bankTransferType: input?.bankTransferType ?? null,
    eventTypes: input?.eventTypes ?? null,
    originationAccountId: input?.originationAccountId ?? null,
    direction: input?.direction ?? null,
    offset: input?.offset ?? null,
  };
}
