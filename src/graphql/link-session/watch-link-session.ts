import { notFound } from '../../errors/gateway-error.js';
import type { LinkSessionId } from '../../model/ids.js';
import type { OwnedLinkSession } from '../../model/link-session.js';
import type { GatewayContext } from '../context.js';
import { startNow } from '../start-now.js';

/** The session as it is now and after every change. Like watchItem: listens before it reads. Fails with NOT_FOUND. */
export async function watchLinkSession(
  context: GatewayContext,
  id: LinkSessionId,
): Promise<AsyncIterable<OwnedLinkSession>> {
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
): AsyncGenerator<OwnedLinkSession> {
  yield first;
  for await (const id of changes) {
    const session = await context.renewLoaders().linkSessionById(id);
    if (session === null) return;
    yield session;
  }
}
