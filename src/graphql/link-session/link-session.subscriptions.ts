import { Arg, Authorized, Extensions, ID, Resolver, Root, Subscription } from 'type-graphql';
import { notFound } from '../../errors/gateway-error.js';
import { asLinkSessionId, type LinkSessionId } from '../../model/ids.js';
import type { OwnedLinkSession } from '../../model/link-session.js';
import type { GatewayContext } from '../context.js';
import { DISTINCT_UNTIL_CHANGED, type StateKey } from '../extensions.js';
import { ReadsStore } from '../reads.js';
import { subscribeEagerly } from '../subscribe-eagerly.js';
import { LinkSessionType } from './link-session.type.js';

/** A session and a text of its recorded state. The text detects changes whichever fields are selected. */
export interface LinkSessionState {
  session: OwnedLinkSession;
  state: string;
}

/** The current state of the session, and its state whenever it may have changed. Subscribes before it reads, like watchItem. Fails with NOT_FOUND. */
export async function watchLinkSession(
  context: GatewayContext,
  id: LinkSessionId,
): Promise<AsyncIterable<LinkSessionState>> {
  const { feed, viewer, signal } = context;
  const changes = subscribeEagerly(feed.linkSessionChanges({ ownerId: viewer.id, linkSessionId: id, signal }));
  const session = await context.loaders.linkSessionById(id);
  if (session === null) throw notFound();
  return statesOfSession(context, session, changes);
}

async function* statesOfSession(
  context: GatewayContext,
  first: OwnedLinkSession,
  changes: AsyncIterable<LinkSessionId>,
): AsyncGenerator<LinkSessionState> {
  yield await readLinkSessionState(context.loaders, first);
  for await (const id of changes) {
    const loaders = context.renewLoaders();
    const session = await loaders.linkSessionById(id);
    if (session === null) return;
    yield await readLinkSessionState(loaders, session);
  }
}

async function readLinkSessionState(
  loaders: GatewayContext['loaders'],
  session: OwnedLinkSession,
): Promise<LinkSessionState> {
  const items = await loaders.itemsOfLinkSession(session);
  return { session, state: JSON.stringify([session.recordedStatus, items.map(({ id }) => id)]) };
}

const stateOf: StateKey = (event) => (event as LinkSessionState).state;

@Resolver()
export class LinkSessionSubscriptions {
  @Authorized('items:read')
  @Extensions({ [DISTINCT_UNTIL_CHANGED]: stateOf })
  @ReadsStore()
  @Subscription(() => LinkSessionType, {
    subscribe: ({ args, context }: { args: { id: string }; context: GatewayContext }) =>
      watchLinkSession(context, asLinkSessionId(args.id)),
    description:
      'The current state of a Link session, sent immediately on subscribing and again after every change of its status, its Items, or any field you select. Use it to find out when the end user has finished, even on another device. Reaching `expiration` does not send an update. Fails with NOT_FOUND if the session does not exist or belongs to another user. Needs the scope `items:read`.',
  })
  linkSessionUpdated(
    @Arg('id', () => ID, { description: 'The Link session to watch: the `id` that `createLinkSession` returned.' })
    id: string,
    @Root() { session }: LinkSessionState,
  ): OwnedLinkSession {
    return session;
  }
}
