import { badUserInput } from '../../errors/gateway-error.js';
import type { ItemId, OwnerId } from '../../model/ids.js';
import type { RecordedEvent } from '../../model/webhook-event.js';
import { type Connection, pageSize } from '../connection/connection.js';
import type { GatewayContext } from '../context.js';

/** The descriptions of the arguments that `Query.webhookEvents`, `Item.webhookEvents` and the subscription share. */
export const EVENT_LIST_DOCS = {
  first:
    "The maximum number of events to return, from 1 to the operator's page limit (100 by default), otherwise BAD_USER_INPUT.",
  after:
    'Returns the events after this cursor: the `cursor` of an event from this list or from the subscription. If null, starts with the oldest retained event. If later events have already been deleted, fails with CURSOR_EXPIRED. A string that is not a cursor of your events returns BAD_USER_INPUT.',
  types: 'Only events of these webhook types (`ITEM`), or of types with a code (`ITEM/ERROR`). If null, all events.',
} as const;

/** A webhook type, optionally with a code. */
const TYPE_FILTER = /^[A-Z][A-Z0-9_]*(\/[A-Z][A-Z0-9_]*)?$/;

/** Fails with BAD_USER_INPUT if an entry does not have the form of a webhook type. */
export function checkTypes(types: readonly string[] | null | undefined): void {
  if (types?.some((type) => !TYPE_FILTER.test(type)) !== true) return;
  throw badUserInput('An entry of `types` is not a webhook type.', [
    { path: 'types', rule: 'each entry must be a type ("ITEM") or a type with its code ("ITEM/ERROR")' },
  ]);
}

/** The arguments of a list of events. */
export interface EventListArgs {
  first: number | null | undefined;
  after: string | null | undefined;
  types: readonly string[] | null | undefined;
}

/** A page of the owner's recorded events. The subscription accepts the same cursors. Fails with BAD_USER_INPUT or CURSOR_EXPIRED. */
export async function listEvents(
  { loaders, feed, settings }: Pick<GatewayContext, 'loaders' | 'feed' | 'settings'>,
  subject: { ownerId: OwnerId; itemId: ItemId | null },
  args: EventListArgs,
): Promise<Connection<RecordedEvent>> {
  checkTypes(args.types);
  const afterSeq = args.after == null ? null : feed.seqOf(subject.ownerId, args.after);
  const first = pageSize(settings, args.first);
  const page = await loaders.eventPage({ ...subject, first, afterSeq, types: args.types ?? null });
  const edges = page.events.map((node) => ({ node, cursor: feed.cursorOf(node) }));
  return {
    edges,
    nodes: page.events,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: afterSeq !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
