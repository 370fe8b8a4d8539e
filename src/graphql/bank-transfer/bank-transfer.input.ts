import { IsOptional, Length, Min } from 'class-validator';
import { Field, InputType, Int } from 'type-graphql';
import type { BankTransferEventFilter } from '../../model/bank-transfer-event.js';
import { DateTime } from '../scalars.js';

@InputType('BankTransferEventFilter', {
  description: 'Which events to list. Everything that is given must fit; null and leaving out mean any.',
})
export class BankTransferEventFilterInput {
  @Field(() => DateTime, { nullable: true, description: 'Only events of this time or later. Null: any.' })
  @IsOptional()
  startDate?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Only events of this time or earlier. Null: any.' })
  @IsOptional()
  endDate?: Date | null;

  @Field(() => String, { nullable: true, description: "Only events of this transfer: Plaid's id. Null: any." })
  @IsOptional()
  @Length(1, 256)
  bankTransferId?: string | null;

  @Field(() => String, { nullable: true, description: "Only events of this account: Plaid's account_id. Null: any." })
  @IsOptional()
  @Length(1, 256)
  accountId?: string | null;

  @Field(() => String, { nullable: true, description: '`debit` or `credit`. Null: both.' })
  @IsOptional()
  @Length(1, 32)
  bankTransferType?: string | null;

  @Field(() => [String], { nullable: true, description: 'Only these kinds, such as `posted`. Null: any.' })
  @IsOptional()
  @Length(1, 64, { each: true })
  eventTypes?: string[] | null;

  @Field(() => String, { nullable: true, description: "Only this account of the operator's own. Null: any." })
  @IsOptional()
  @Length(1, 256)
  originationAccountId?: string | null;

  @Field(() => String, { nullable: true, description: '`inbound` or `outbound`. Null: both.' })
  @IsOptional()
  @Length(1, 32)
  direction?: string | null;

  @Field(() => Int, { nullable: true, description: 'How many of the newest events to leave out. Null: none.' })
  @IsOptional()
  @Min(0)
  offset?: number | null;
}

/** The filter as loaders take it. */
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
