import { Arg, Authorized, Extensions, ID, Resolver, Root, Subscription } from 'type-graphql';
import { notFound } from '../../errors/gateway-error.js';
import { asLinkSessionId, type LinkSessionId } from '../../model/ids.js';
import type { OwnedLinkSession } from '../../model/link-session.js';
import type { GatewayContext } from '../context.js';
import { DISTINCT_UNTIL_CHANGED, type StateKey } from '../extensions.js';
import { ReadsStore } from '../reads.js';
import { subscribeEagerly } from '../subscribe-eagerly.js';
import { LinkSessionType } from './link-session.type.js';

/** A session, and all that is recorded of it as text: whether it has changed does not depend on what of it is shown. */
export interface LinkSessionState {
  session: OwnedLinkSession;
  state: string;
}

/** The session as it is now, and again whenever it may have changed. Like watchItem: listens before it reads. Fails with NOT_FOUND. */
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

/** Link sessions, live. */
@Resolver()
export class LinkSessionSubscriptions {
  @Authorized('items:read')
  @Extensions({ [DISTINCT_UNTIL_CHANGED]: stateOf })
  @ReadsStore()
  @Subscription(() => LinkSessionType, {
    subscribe: ({ args, context }: { args: { id: string }; context: GatewayContext }) =>
      watchLinkSession(context, asLinkSessionId(args.id)),
    description:
      "A Link session as it is now, at once, and again after every change of it: of its status, of its Items, and of what you select. The way for a screen to notice that the person has finished, also on another device. Reaching `expiration` is not announced. An id that is absent or somebody else's answers NOT_FOUND. Needs the scope `items:read`.",
  })
  linkSessionUpdated(
    @Arg('id', () => ID, { description: 'The session to watch: the `id` that `createLinkSession` answered.' })
    id: string,
    @Root() { session }: LinkSessionState,
  ): OwnedLinkSession {
    return session;
  }
}
