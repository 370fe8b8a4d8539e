import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { asItemId, asLinkSessionId } from '../../model/ids.js';
import { itemPublicTokenExchange } from '../../plaid/endpoints/item-writes.js';
import { linkTokenCreate } from '../../plaid/endpoints/link-token-create.js';
import { linkTokenGet } from '../../plaid/endpoints/link-token-get.js';
import type { GatewayContext } from '../context.js';
import { Calls } from '../reads.js';
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
  @Calls(linkTokenCreate)
  @Mutation(() => CreateLinkSessionPayload, {
    description:
      'Makes a Link session: what your app opens Plaid Link with, to link an institution or, with `updateItemId`, to repair an Item. Not safe to repeat blindly: each call makes another session. Needs the scope `items:write`. Errors: BAD_USER_INPUT, LIMIT_EXCEEDED (too many sent by SMS or e-mail), NOT_FOUND (`updateItemId`), UPSTREAM_REJECTED and the other UPSTREAM codes.',
  })
  async createLinkSession(
    @Ctx() context: GatewayContext,
    @Arg('input', () => CreateLinkSessionInput, { description: 'What Link should ask of the person.' })
    input: CreateLinkSessionInput,
  ): Promise<CreateLinkSessionPayload> {
    const request = linkTokenRequest(input, context.settings);
    const updateItemId = input.updateItemId ? asItemId(input.updateItemId) : null;
    const linkSession = await context.actions.createLinkSession({ request, updateItemId });
    context.renewLoaders();
    return { linkSession };
  }

  @Calls(linkTokenGet, itemPublicTokenExchange)
  @Mutation(() => CompleteLinkSessionPayload, {
    description:
      'Asks Plaid how a session ended and stores every Item that came of it and is not stored yet. Call it when the person comes back to your app, whatever Link reported. Safe to repeat. Needs the scope `items:write`. Errors: NOT_FOUND and the UPSTREAM codes.',
  })
  async completeLinkSession(
    @Ctx() context: GatewayContext,
    @Arg('input', () => CompleteLinkSessionInput, { description: 'Which session.' }) input: CompleteLinkSessionInput,
  ): Promise<CompleteLinkSessionPayload> {
    const { session, items } = await context.actions.completeLinkSession(asLinkSessionId(input.linkSessionId));
    context.renewLoaders();
    return { linkSession: session, items };
  }

  @Calls(itemPublicTokenExchange)
  @Mutation(() => ExchangePublicTokenPayload, {
    description:
      "Turns the public token of Link's onSuccess into a stored Item. Needed where Link runs inside your app: only of Hosted Link, Multi-Item Link and Layer does Plaid send webhooks by default. Safe to repeat: the same token answers the same Item, also after a lost connection. Needs the scope `items:write`. Errors: NOT_FOUND (`linkSessionId`), UPSTREAM_REJECTED (token unknown, used elsewhere, or older than 30 minutes) and the other UPSTREAM codes.",
  })
  async exchangePublicToken(
    @Ctx() context: GatewayContext,
    @Arg('input', () => ExchangePublicTokenInput, { description: 'The token, and the session it came from.' })
    input: ExchangePublicTokenInput,
  ): Promise<ExchangePublicTokenPayload> {
    const linkSessionId = input.linkSessionId ? asLinkSessionId(input.linkSessionId) : null;
    const item = await context.actions.exchangePublicToken({ publicToken: input.publicToken, linkSessionId });
    context.renewLoaders();
    return { item };
  }
}
