import { Arg, Ctx, Int, Query, Resolver } from 'type-graphql';
import { badUserInput } from '../../errors/gateway-error.js';
import type { BankTransferEvent } from '../../model/bank-transfer-event.js';
import { bankTransferEventList, bankTransferEventSync } from '../../plaid/endpoints/bank-transfer-events.js';
import type { GatewayContext } from '../context.js';
import { ReadsOneOf } from '../reads.js';
import { BankTransferEventFilterInput, toFilter } from './bank-transfer.input.js';
import { BankTransferEventType } from './bank-transfer.type.js';

/** Plaid's limit for one answer. */
const MAX_PAGE_SIZE = 25;

/** What happened to micro-deposits. */
@Resolver()
export class BankTransferQueries {
  @ReadsOneOf(bankTransferEventList, bankTransferEventSync)
  @Query(() => [BankTransferEventType], {
    description:
      'Events of micro-deposits, of every person. With `afterEventId`: those after it, oldest first, for following along after each BANK_TRANSFERS_EVENTS_UPDATE. Without: the newest first. Needs the scope `operator`, because the events belong to no person. Errors: BAD_USER_INPUT and the UPSTREAM codes.',
  })
  bankTransferEvents(
    @Ctx() context: GatewayContext,
    @Arg('afterEventId', () => Int, {
      nullable: true,
      description:
        'The highest `eventId` that you have; 0 to begin. Not together with `filter`. Null: list by `filter`.',
    })
    afterEventId: number | null,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: MAX_PAGE_SIZE,
      description: 'How many events to answer at most: 1 to 25, else BAD_USER_INPUT.',
    })
    first: number | null,
    @Arg('filter', () => BankTransferEventFilterInput, {
      nullable: true,
      description: 'Which events to list. Null: all.',
    })
    filter: BankTransferEventFilterInput | null,
  ): Promise<BankTransferEvent[]> {
    const size = first ?? MAX_PAGE_SIZE;
    if (size < 1 || size > MAX_PAGE_SIZE) throw refused('first', `must be between 1 and ${MAX_PAGE_SIZE}`);
    if (afterEventId == null) {
      return context.loaders.loadPublic(bankTransferEventList, { filter: toFilter(filter), count: size });
    }
    if (afterEventId < 0) throw refused('afterEventId', 'must not be negative');
    if (filter != null) throw refused('filter', 'must be left out when afterEventId is given');
    return context.loaders.loadPublic(bankTransferEventSync, { afterId: afterEventId, count: size });
  }
}

function refused(path: string, rule: string): Error {
  return badUserInput('Plaid would refuse these arguments; `fields` says why.', [{ path, rule }]);
}
