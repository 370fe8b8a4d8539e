import type * as plaid from 'plaid';
import { failure } from '../error-catalog.js';
import type { Product, Wire, AccountType } from '../plaid-types.js';
import { requireBank } from './sandbox.js';
import { route, type Route } from '../http/route.js';
import { isoTime } from '../clock.js';
import type { Services } from '../services.js';
import type { ItemRecord, LinkTokenRecord } from '../state/records.js';
import { mintToken } from '../ids.js';
import { linkTokenFields } from './link-token-shape.js';
import { findUser } from './users.js';

/** The validated body of /link/token/create. */
export type LinkTokenRequest = Wire<plaid.LinkTokenCreateRequest>;

/** These products come with other products and cannot be requested. */
const neverInitialised: ReadonlySet<Product> = new Set<Product>(['balance', 'recurring_transactions']);

function requireUser(body: LinkTokenRequest): void {
  if (body.user !== undefined || body.user_id !== undefined || body.user_token !== undefined) return;
  throw failure('MISSING_FIELDS', 'one of these fields is required: user, user_id');
}

function requireProductLists(body: LinkTokenRequest, updating: boolean): void {
  const wanted = body.products ?? [];
  const lists: [string, Product[]][] = [
    ['products', wanted],
    ['required_if_supported_products', body.required_if_supported_products ?? []],
    ['optional_products', body.optional_products ?? []],
    ['additional_consented_products', body.additional_consented_products ?? []],
  ];
  if (wanted.length === 0 && !updating)
    throw failure('MISSING_FIELDS', 'products is required unless access_token is set for update mode');
  const seen = new Map<Product, string>();
  for (const [name, members] of lists) {
    const stray = members.find((one) => neverInitialised.has(one));
    if (stray !== undefined)
      throw failure('INVALID_PRODUCT', `${stray} may not be in ${name}; it does not need to be initialised`);
    for (const member of new Set(members)) {
      const other = seen.get(member);
      if (other !== undefined)
        throw failure('INVALID_FIELD', `${name} and ${other} overlap; a product belongs in one of them`);
      seen.set(member, name);
    }
  }
}

/** Throws when redirect_uri has query parameters. */
export function requireRedirect(redirectUri: string | undefined): void {
  if (redirectUri !== undefined && new URL(redirectUri).search !== '')
    throw failure('INVALID_FIELD', 'redirect_uri may not contain query parameters');
}

function requireConfiguration(body: LinkTokenRequest): void {
  requireRedirect(body.redirect_uri);
  const microdeposits = [
    body.auth?.automated_microdeposits_enabled,
    body.auth?.same_day_microdeposits_enabled,
    body.auth?.instant_microdeposits_enabled,
    body.auth?.sms_microdeposits_verification_enabled,
  ].includes(true);
  if (microdeposits && body.country_codes.join() !== 'US') {
    throw failure('INVALID_FIELD', 'micro-deposits require country_codes to be exactly ["US"]');
  }
  if (body.enable_multi_item_link === true && body.user_id === undefined && body.user_token === undefined) {
    throw failure('INVALID_FIELD', 'enable_multi_item_link requires a user_id or user_token');
  }
}

/** Checks across fields; throws the first error. */
export function checkLinkToken(body: LinkTokenRequest, updating: boolean): void {
  requireUser(body);
  requireProductLists(body, updating);
  requireConfiguration(body);
  if (body.institution_id !== undefined) requireBank(body.institution_id);
}

const MINUTE_MS = 60_000;

/** Four hours; 30 minutes for update mode and for Hosted Link without url_lifetime_seconds. */
const LIFETIME_MS = 240 * MINUTE_MS;

const SHORT_LIFETIME_MS = 30 * MINUTE_MS;

function lifetimeMs(body: LinkTokenRequest): number {
  if (body.hosted_link?.url_lifetime_seconds !== undefined) return body.hosted_link.url_lifetime_seconds * 1000;
  if (body.hosted_link?.delivery_method === 'sms') return 24 * 60 * MINUTE_MS;
  if (body.hosted_link?.delivery_method === 'email') return 7 * 24 * 60 * MINUTE_MS;
  if (typeof body.access_token === 'string' || body.hosted_link !== undefined) return SHORT_LIFETIME_MS;
  return LIFETIME_MS;
}

function filtersOf(body: LinkTokenRequest): LinkTokenRecord['accountSubtypes'] {
  if (body.account_filters === undefined) return null;
  const entries = Object.entries(body.account_filters) as [AccountType, { account_subtypes: string[] }][];
  return Object.fromEntries(entries.map(([type, filter]) => [type, filter.account_subtypes]));
}

/** `user` is sufficient for a session; `user_id` and `user_token` must belong to an existing user. */
function createRecord(services: Services, body: LinkTokenRequest, item: ItemRecord | null): LinkTokenRecord {
  const { ids, clock, environment } = services;
  const nowMs = clock.now();
  const user = findUser(services, body);
  return {
    id: mintToken(ids, environment, 'link'),
    createdAtMs: nowMs,
    expiresAtMs: nowMs + lifetimeMs(body),
    clientName: body.client_name,
    language: body.language,
    countryCodes: body.country_codes,
    products: body.products ?? [],
    requiredIfSupported: body.required_if_supported_products ?? [],
    optionalProducts: body.optional_products ?? [],
    additionalConsented: body.additional_consented_products ?? [],
    webhook: body.webhook ?? null,
    redirectUri: body.redirect_uri ?? null,
    institutionId: body.institution_id ?? null,
    accountSubtypes: filtersOf(body),
    accountFilters: body.account_filters ?? null,
    institutionData: body.institution_data ?? null,
    hosted:
      body.hosted_link === undefined
        ? null
        : { completionRedirectUri: body.hosted_link.completion_redirect_uri ?? null },
    multiItem: body.enable_multi_item_link === true,
    sameDay:
      body.auth?.same_day_microdeposits_enabled === true
        ? { sms: body.auth.sms_microdeposits_verification_enabled === true }
        : null,
    updateItemId: item?.id ?? null,
    accountSelection: body.update?.account_selection_enabled === true,
    userId: user?.id ?? null,
    sessions: [],
  };
}

const createLinkToken = route<plaid.LinkTokenCreateRequest, plaid.LinkTokenCreateResponse>(
  '/link/token/create',
  linkTokenFields,
  () => ({
    client_name: 'A shop',
    language: 'en',
    country_codes: ['US'],
    products: ['auth'],
    user: {
      client_user_id: 'someone',
      legal_name: 'Some One',
      address: { country: 'US', street: 'Main 1', city: 'X' },
    },
    webhook: 'https://example.com/hook',
    redirect_uri: 'https://example.com/back',
    hosted_link: { url_lifetime_seconds: 600, is_mobile_app: false },
    account_filters: { depository: { account_subtypes: ['checking'] } },
    auth: { automated_microdeposits_enabled: true },
    update: { account_selection_enabled: true },
  }),
  (services, body) => {
    const item = typeof body.access_token === 'string' ? services.lifecycle.byToken(body.access_token) : null;
    checkLinkToken(body, item !== null);
    const record = createRecord(services, body, item);
    services.links.add(record);
    return {
      link_token: record.id,
      expiration: isoTime(record.expiresAtMs),
      ...(record.hosted === null ? {} : { hosted_link_url: `${services.baseUrl()}/link/${record.id}` }),
      ...(record.userId === null ? {} : { user_id: record.userId }),
    };
  },
);

/** /link/token/create. */
export const routes: Route[] = [createLinkToken];
