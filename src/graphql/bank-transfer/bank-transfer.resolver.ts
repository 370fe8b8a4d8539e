import { Arg, Ctx, Int, Query, Resolver } from 'type-graphql';
import { badUserInput } from '../../errors/gateway-error.js';
import type { BankTransferEvent } from '../../model/bank-transfer-event.js';
import { bankTransferEventList, bankTransferEventSync } from '../../plaid/endpoints/bank-transfer-events.js';
import type { GatewayContext } from '../context.js';
import { ReadsOneOf } from '../reads.js';
import { BankTransferEventFilterInput, toFilter } from './bank-transfer.input.js';
import { BankTransferEventType } from './bank-transfer.type.js';

/** Plaid's limit for one response. */
const MAX_PAGE_SIZE = 25;

@Resolver()
export class BankTransferQueries {
  @ReadsOneOf(bankTransferEventList, bankTransferEventSync)
  @Query(() => [BankTransferEventType], {
    description:
      'Micro-deposit events of all end users. With `afterEventId`, returns the events after that id, oldest first; use it to read new events after each BANK_TRANSFERS_EVENTS_UPDATE webhook. Without it, returns events newest first. Never cached. Needs the scope `operator`, because these events are not owned by an end user. Errors: BAD_USER_INPUT and any UPSTREAM code.',
  })
  bankTransferEvents(
    @Ctx() context: GatewayContext,
    @Arg('afterEventId', () => Int, {
      nullable: true,
      description:
        'The highest `eventId` that you have read; 0 to start from the beginning. Cannot be combined with `filter`. If null, events are selected by `filter`.',
    })
    afterEventId: number | null,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: MAX_PAGE_SIZE,
      description: 'The maximum number of events to return: 1 to 25, otherwise BAD_USER_INPUT.',
    })
    first: number | null,
    @Arg('filter', () => BankTransferEventFilterInput, {
      nullable: true,
      description: 'Which events to return. If null, all.',
    })
    filter: BankTransferEventFilterInput | null,
  ): Promise<BankTransferEvent[]> {
    const size = first ?? MAX_PAGE_SIZE;
    if (size < 1 || size > MAX_PAGE_SIZE) throw invalidArgument('first', `must be between 1 and ${MAX_PAGE_SIZE}`);
    if (afterEventId == null) {
      return context.loaders.loadPublic(bankTransferEventList, { filter: toFilter(filter), count: size });
    }
    if (afterEventId < 0) throw invalidArgument('afterEventId', 'must not be negative');
    if (filter != null) throw invalidArgument('filter', 'must be omitted if afterEventId is set');
    return context.loaders.loadPublic(bankTransferEventSync, { afterId: afterEventId, count: size });
  }
}

function invalidArgument(path: string, rule: string): Error {
  return badUserInput('An argument is invalid. See `fields` for the rule to follow.', [{ path, rule }]);
}
