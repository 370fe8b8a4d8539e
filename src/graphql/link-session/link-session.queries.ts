import { Arg, Authorized, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { asLinkSessionId } from '../../model/ids.js';
import type { OwnedLinkSession } from '../../model/link-session.js';
import { type Connection, connectionOf } from '../connection/connection.js';
import { DEFAULT_PAGE_SIZE, pageRequest } from '../connection/page-request.js';
import type { GatewayContext } from '../context.js';
import { LinkSessionConnectionType, LinkSessionType } from './link-session.type.js';

/** The ways to ask for Link sessions. */
@Resolver()
export class LinkSessionQueries {
  @Authorized('items:read')
  @Query(() => LinkSessionType, {
    nullable: true,
    description:
      "One Link session by its id. Null when there is none of that id, and when it is somebody else's. Needs the scope `items:read`.",
  })
  linkSession(
    @Ctx() context: GatewayContext,
    @Arg('id', () => ID, { description: 'The `id` that `createLinkSession` answered; not the link token.' }) id: string,
  ): Promise<OwnedLinkSession | null> {
    return context.loaders.linkSessionById(asLinkSessionId(id));
  }

  @Authorized('items:read')
  @Query(() => LinkSessionConnectionType, {
    description:
      'Your Link sessions, newest first, a page at a time. Listing costs no Plaid call. Needs the scope `items:read`.',
  })
  async linkSessions(
    @Ctx() context: GatewayContext,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_PAGE_SIZE,
      description:
        "How many sessions to answer at most: 1 up to the operator's page limit (100 unless configured otherwise), else BAD_USER_INPUT.",
    })
    first: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description:
        'Continue behind this cursor. Null: from the newest. A text that is no cursor of this list answers BAD_USER_INPUT.',
    })
    after: string | null,
  ): Promise<Connection<OwnedLinkSession>> {
    const request = pageRequest(context, 'linkSessions', { first, after });
    return connectionOf(context, 'linkSessions', request, await context.loaders.linkSessionPage(request));
  }
}
