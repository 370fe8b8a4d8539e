import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { asItemId, asLinkSessionId } from '../../model/ids.js';
import type { GatewayContext } from '../context.js';
import { CompleteLinkSessionInput, CreateLinkSessionInput, ExchangePublicTokenInput } from './link-session.input.js';
import {
  CompleteLinkSessionPayload,
  CreateLinkSessionPayload,
  ExchangePublicTokenPayload,
} from './link-session.type.js';
import { linkTokenRequest } from './link-token-request.js';

/** From opening Link to a stored Item. */
@Resolver()
export class LinkSessionMutations {
  @Authorized('items:write')
  @Mutation(() => CreateLinkSessionPayload, {
    description:
      'Creates a Link session, with which your app opens Plaid Link to link an institution or, with `updateItemId`, to repair an Item. Not idempotent: each call creates another session. Needs the scope `items:write`. Errors: BAD_USER_INPUT, LIMIT_EXCEEDED (too many messages sent by SMS or email), NOT_FOUND (`updateItemId`), UPSTREAM_REJECTED and any other UPSTREAM code.',
  })
  async createLinkSession(
    @Ctx() context: GatewayContext,
    @Arg('input', () => CreateLinkSessionInput, { description: 'The configuration of Link.' })
    input: CreateLinkSessionInput,
  ): Promise<CreateLinkSessionPayload> {
    const request = linkTokenRequest(input, context.settings);
    const updateItemId = input.updateItemId ? asItemId(input.updateItemId) : null;
    const linkSession = await context.actions.createLinkSession({ request, updateItemId });
    context.renewLoaders();
    return { linkSession };
  }

  @Authorized('items:write')
  @Mutation(() => CompleteLinkSessionPayload, {
    description:
      'Fetches the outcome of a Link session from Plaid and stores every new Item. Call it when the end user returns to your app, whatever Link reported. Idempotent. Needs the scope `items:write`. Errors: NOT_FOUND and any UPSTREAM code.',
  })
  async completeLinkSession(
    @Ctx() context: GatewayContext,
    @Arg('input', () => CompleteLinkSessionInput, { description: 'The Link session to complete.' })
    input: CompleteLinkSessionInput,
  ): Promise<CompleteLinkSessionPayload> {
    const { session, items } = await context.actions.completeLinkSession(asLinkSessionId(input.linkSessionId));
    context.renewLoaders();
    return { linkSession: session, items };
  }

  @Authorized('items:write')
  @Mutation(() => ExchangePublicTokenPayload, {
    description:
      "Exchanges the public token from Link's `onSuccess` callback and stores the Item. Call it when Link runs inside your app, because Plaid sends webhooks by default only for Hosted Link, Multi-Item Link and Layer. Idempotent: the same token returns the same Item, also after a lost connection. Needs the scope `items:write`. Errors: NOT_FOUND (`linkSessionId`), UPSTREAM_REJECTED (the token is unknown, older than 30 minutes, or was exchanged elsewhere) and any other UPSTREAM code.",
  })
  async exchangePublicToken(
    @Ctx() context: GatewayContext,
    @Arg('input', () => ExchangePublicTokenInput, { description: 'The public token and its Link session.' })
    input: ExchangePublicTokenInput,
  ): Promise<ExchangePublicTokenPayload> {
    const linkSessionId = input.linkSessionId ? asLinkSessionId(input.linkSessionId) : null;
    const item = await context.actions.exchangePublicToken({ publicToken: input.publicToken, linkSessionId });
    context.renewLoaders();
    return { item };
  }
}
