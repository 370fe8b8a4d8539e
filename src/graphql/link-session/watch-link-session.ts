import { notFound } from '../../errors/gateway-error.js';
import type { LinkSessionId } from '../../model/ids.js';
import type { OwnedLinkSession } from '../../model/link-session.js';
import type { GatewayContext } from '../context.js';
import { startNow } from '../start-now.js';

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
  const changes = startNow(feed.linkSessionChanges({ ownerId: viewer.id, linkSessionId: id, signal }));
  const session = await context.loaders.linkSessionById(id);
  if (session === null) throw notFound();
  return statesOfSession(context, session, changes);
}

async function* statesOfSession(
  context: GatewayContext,
  first: OwnedLinkSession,
  changes: AsyncIterable<LinkSessionId>,
): AsyncGenerator<LinkSessionState> {
  yield await stateOf(context.loaders, first);
  for await (const id of changes) {
    const loaders = context.renewLoaders();
    const session = await loaders.linkSessionById(id);
    if (session === null) return;
    yield await stateOf(loaders, session);
  }
}

async function stateOf(loaders: GatewayContext['loaders'], session: OwnedLinkSession): Promise<LinkSessionState> {
  const items = await loaders.itemsOfLinkSession(session);
  return { session, state: JSON.stringify([session.recordedStatus, items.map(({ id }) => id)]) };
}
