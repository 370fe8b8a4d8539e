import type { LinkTokenCreateResponse, SessionTokenCreateResponse, SessionTokenCreateResponseLink } from 'plaid';
import type { OwnedItem } from '../../model/item.js';
import { customWrite, publicWrite } from '../endpoint.js';
import type { PlaidCall } from '../plaid-call.js';
import { date, invalidResponse, requiredFields, requiredText, text } from '../wire.js';

/** The body of /link/token/create in Plaid's own snake_case, without credentials and access token. */
export type LinkTokenRequest = Record<string, unknown>;

/** Creates a link token. With `updateItem`: for update mode, with the access token of that Item. */
export const linkTokenCreate = customWrite({
  path: '/link/token/create',
  cost: 10,
  async call(
    endpoint,
    plaid,
    request: LinkTokenRequest,
    updateItem: OwnedItem | null,
    call: PlaidCall,
  ): Promise<{ linkToken: string; expiration: Date; hostedLinkUrl: string | null }> {
    // Only the vault names an Item: a token in the request would be the caller's choice of another user's Item.
    const body = { ...request, access_token: undefined };
    return updateItem === null
      ? toLinkToken(await plaid.send(endpoint, body, call))
      : plaid.sendForItem(endpoint, updateItem, body, call, { parse: toLinkToken });
  },
});

function toLinkToken(response: unknown): { linkToken: string; expiration: Date; hostedLinkUrl: string | null } {
  const wire = requiredFields<LinkTokenCreateResponse>(response, 'link/token/create');
  const expiration = date(wire.expiration);
  if (expiration === null) throw invalidResponse('expiration');
  return {
    linkToken: requiredText(wire.link_token, 'link_token'),
    expiration,
    hostedLinkUrl: text(wire.hosted_link_url),
  };
}

/** Creates a Layer session. The request is in Plaid's own snake_case, without credentials. */
export const sessionTokenCreate = publicWrite({
  path: '/session/token/create',
  cost: 10,
  request: (request: Record<string, unknown>) => request,
  parse(response) {
    const wire = requiredFields<SessionTokenCreateResponse>(response, 'session/token/create');
    const link = requiredFields<SessionTokenCreateResponseLink>(wire.link, 'link');
    const expiration = date(link.expiration);
    if (expiration === null) throw invalidResponse('link.expiration');
    return { linkToken: requiredText(link.link_token, 'link.link_token'), expiration };
  },
});
