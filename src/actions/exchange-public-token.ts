import type { LinkSessionId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { type ActionContext, ownedLinkSession } from './action-context.js';
import { advanceLinkSession } from './advance-link-session.js';
import { exchange } from './exchange.js';

/** Exchanges the public token that Link's onSuccess gave to the app; with the session it came from, that is finished too. */
export async function exchangePublicToken(
  context: ActionContext,
  input: { publicToken: string; linkSessionId: LinkSessionId | null },
): Promise<OwnedItem> {
  const session = input.linkSessionId === null ? null : await ownedLinkSession(context, input.linkSessionId);
  const sealed = context.vault.sealPublicToken(context.actorId, input.publicToken);
  const item = await exchange(context, {
    ownerId: context.actorId,
    linkSessionId: session?.id ?? null,
    ...sealed,
  });
  if (session !== null) {
    await advanceLinkSession(context, session, 'SUCCEEDED');
    // It has one Item more, also when it had succeeded before.
    context.feed.linkSessionChanged(session.ownerId, session.id);
  }
  return item;
}
