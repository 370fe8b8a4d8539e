import type * as plaid from 'plaid';
import { route, type Route } from '../http/route.js';
import { object, optional, text, url } from '../http/validation.js';
import { failure } from '../error-catalog.js';
import { mintToken } from '../ids.js';
import { requireRedirect } from './link-token-create.js';
import { findUser } from './users.js';

/** The lifetime of a Layer session token: that of a Link token for a new Item. */
const LIFETIME_MS = 4 * 60 * 60 * 1000;

const create = route<plaid.SessionTokenCreateRequest, plaid.SessionTokenCreateResponse>(
  '/session/token/create',
  {
    template_id: text({ min: 1 }),
    user: optional(
      object<plaid.SessionTokenCreateRequestUser>({ client_user_id: text({ min: 1 }), user_id: optional(text()) }),
    ),
    redirect_uri: optional(url()),
    android_package_name: optional(text()),
    webhook: optional(url()),
    user_id: optional(text()),
  },
  () => ({ template_id: 'template_x', user: { client_user_id: 'someone' } }),
  (services, body) => {
    if (body.user === undefined && body.user_id === undefined)
      throw failure('MISSING_FIELDS', 'one of these fields is required: user, user_id');
    requireRedirect(body.redirect_uri);
    const user = findUser(services, { user_id: body.user_id ?? body.user?.user_id });
    const nowMs = services.clock.now();
    const token = mintToken(services.ids, services.environment, 'link');
    services.links.add({
      id: token,
      createdAtMs: nowMs,
      expiresAtMs: nowMs + LIFETIME_MS,
      // At Plaid these settings are part of the template. The emulator has no Dashboard, so all templates are the same.
      clientName: 'Layer template',
      language: 'en',
      countryCodes: ['US'],
      products: ['auth'],
      requiredIfSupported: [],
      optionalProducts: [],
      additionalConsented: [],
      webhook: body.webhook ?? null,
      redirectUri: body.redirect_uri ?? null,
      institutionId: null,
      accountSubtypes: null,
      accountFilters: null,
      institutionData: null,
      hosted: null,
      multiItem: false,
      layer: { sessionGroupId: services.ids.uuid('session-group') },
      sameDay: null,
      updateItemId: null,
      accountSelection: false,
      userId: user?.id ?? null,
      sessions: [],
    });
    return {
      link: {
        link_token: token,
        expiration: new Date(nowMs + LIFETIME_MS).toISOString(),
        ...(user === null ? {} : { user_id: user.id }),
      },
    };
  },
);

/** /session/token/create. */
export const routes: Route[] = [create];
