import type { LinkTokenCreateResponse, SessionTokenCreateResponse, SessionTokenCreateResponseLink } from 'plaid';
import { openLinkToken } from '../vault/seal-contexts.js';
import type { PlaidCaller } from './create-plaid-client.js';
import { ENDPOINTS } from './endpoints.js';
import { toPlaidLinkSession } from './link.js';
import type { PlaidClient } from './plaid-client.js';
import { date, invalidResponse, requiredFields, requiredText, text } from './wire.js';

/** Link tokens: made, and asked what came of them. */
export function linkCalls(
  plaid: PlaidCaller,
): Pick<PlaidClient, 'linkTokenCreate' | 'linkTokenGet' | 'sessionTokenCreate'> {
  return {
    async linkTokenCreate(request, updateItem, call) {
      // An access token in the request would be somebody else's choice of Item: only the vault names one.
      const body = { ...request, access_token: undefined };
      const answer =
        updateItem === null
          ? await plaid.send(ENDPOINTS.linkTokenCreate, body, call)
          : await plaid.sendForItem(ENDPOINTS.linkTokenCreate, updateItem, body, call);
      const wire = requiredFields<LinkTokenCreateResponse>(answer, 'link/token/create');
      const expiration = date(wire.expiration);
      if (expiration === null) throw invalidResponse('expiration');
      return {
        linkToken: requiredText(wire.link_token, 'link_token'),
        expiration,
        hostedLinkUrl: text(wire.hosted_link_url),
      };
    },
    async sessionTokenCreate(request, call) {
      const answer = await plaid.send(ENDPOINTS.sessionTokenCreate, request, call);
      const wire = requiredFields<SessionTokenCreateResponse>(answer, 'session/token/create');
      const link = requiredFields<SessionTokenCreateResponseLink>(wire.link, 'link');
      const expiration = date(link.expiration);
      if (expiration === null) throw invalidResponse('link.expiration');
      return { linkToken: requiredText(link.link_token, 'link.link_token'), expiration };
    },
    async linkTokenGet(session, call) {
      const body = { link_token: openLinkToken(plaid.vault, session) };
      const answer = await plaid.send(ENDPOINTS.linkTokenGet, body, call);
      return toPlaidLinkSession(answer, {
        scrub: plaid.scrub,
        sealPublicToken: (token) => plaid.vault.sealPublicToken(session.ownerId, token),
      });
    },
  };
}
