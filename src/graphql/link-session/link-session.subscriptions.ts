import { Arg, Authorized, Extensions, ID, Resolver, Root, Subscription } from 'type-graphql';
import { asLinkSessionId } from '../../model/ids.js';
import type { OwnedLinkSession } from '../../model/link-session.js';
import type { GatewayContext } from '../context.js';
import { type StateOf, TELLS_STATES } from '../tells-states.js';
import { LinkSessionType } from './link-session.type.js';
import { type LinkSessionState, watchLinkSession } from './watch-link-session.js';

const stateOf: StateOf = (event) => (event as LinkSessionState).state;

/** Link sessions, live. */
@Resolver()
export class LinkSessionSubscriptions {
  @Authorized('items:read')
  @Extensions({ [TELLS_STATES]: stateOf })
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
