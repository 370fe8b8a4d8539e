import type * as plaid from 'plaid';
import { route } from '../http/route.js';
import type { Answer, Route } from '../http/route.js';
import { anyObject, flag, integer, list, nullable, object, oneOf, optional, text, url } from '../http/shapes.js';
import { errorBody, failure } from '../plaid-errors.js';
import type { AccountType, Product, Wire } from '../plaid-types.js';
import type { Services } from '../services.js';
import type { AddedItem, ItemRecord, LinkSessionRecord, LinkTokenRecord } from '../state/records.js';
import { mintToken } from '../tokens.js';
import { timestamp } from './present.js';
import { findUser } from './users.js';
import { country, language, product } from './vocabulary.js';

const MINUTE_MS = 60_000;
/** Four hours; half an hour for update mode and for Hosted Link without a lifetime of its own. */
const LIFETIME_MS = 240 * MINUTE_MS;
const SHORT_LIFETIME_MS = 30 * MINUTE_MS;
/** At most 21 days. */
const LONGEST_HOSTED_S = 21 * 24 * 60 * 60;

type Request = Wire<plaid.LinkTokenCreateRequest>;

const products = () => optional(nullable(list(product())));
const subtypes = () => list(text(), { min: 1 });

const userShape = object<plaid.LinkTokenCreateRequestUser>({
  client_user_id: text({ min: 1 }),
  legal_name: optional(text()),
  name: optional(
    nullable(object<plaid.IdentityVerificationRequestUserName>({ given_name: text(), family_name: text() })),
  ),
  phone_number: optional(text()),
  phone_number_verified_time: optional(nullable(text())),
  email_address: optional(text()),
  email_address_verified_time: optional(nullable(text())),
  ssn: optional(text()),
  date_of_birth: optional(nullable(text())),
  address: optional(
    nullable(
      object<plaid.UserAddress>({
        street: optional(nullable(text())),
        street2: optional(nullable(text())),
        city: optional(nullable(text())),
        region: optional(nullable(text())),
        postal_code: optional(nullable(text())),
        country: text(),
      }),
    ),
  ),
  id_number: optional(nullable(object<plaid.UserIDNumber>({ value: text(), type: text() }))),
});

const fields: Record<Exclude<keyof plaid.LinkTokenCreateRequest, 'client_id' | 'secret'>, ReturnType<typeof text>> = {
  client_name: text({ min: 1 }),
  language: language(),
  country_codes: list(country(), { min: 1 }),
  user: optional(userShape),
  user_id: optional(text()),
  user_token: optional(text()),
  products: products(),
  required_if_supported_products: products(),
  optional_products: products(),
  additional_consented_products: products(),
  webhook: optional(url()),
  access_token: optional(nullable(text({ min: 1 }))),
  access_tokens: optional(list(text())),
  link_customization_name: optional(text()),
  appearance_mode: optional(nullable(oneOf(['LIGHT', 'DARK', 'SYSTEM']))),
  redirect_uri: optional(url()),
  android_package_name: optional(text()),
  institution_data: optional(object<plaid.LinkTokenCreateInstitutionData>({ routing_number: optional(text()) })),
  card_switch: optional(anyObject()),
  account_filters: optional(
    object<plaid.LinkTokenAccountFilters>({
      depository: optional(
        object<plaid.DepositoryFilter>({ account_subtypes: subtypes(), limited_purpose_types: optional(list(text())) }),
      ),
      credit: optional(object<plaid.CreditFilter>({ account_subtypes: subtypes() })),
      loan: optional(object<plaid.LoanFilter>({ account_subtypes: subtypes() })),
      investment: optional(object<plaid.InvestmentFilter>({ account_subtypes: subtypes() })),
      other: optional(object<plaid.OtherFilter>({ account_subtypes: subtypes() })),
    }),
  ),
  eu_config: optional(object<plaid.LinkTokenEUConfig>({ headless: optional(flag()) })),
  institution_id: optional(text()),
  payment_configuration: optional(anyObject()),
  payment_initiation: optional(anyObject()),
  employment: optional(anyObject()),
  income_verification: optional(anyObject()),
  base_report: optional(anyObject()),
  credit_partner_insights: optional(anyObject()),
  cra_options: optional(anyObject()),
  consumer_report_permissible_purpose: optional(text()),
  auth: optional(
    object<plaid.LinkTokenCreateRequestAuth>({
      auth_type_select_enabled: optional(flag()),
      automated_microdeposits_enabled: optional(flag()),
      instant_match_enabled: optional(flag()),
      same_day_microdeposits_enabled: optional(flag()),
      instant_microdeposits_enabled: optional(flag()),
      reroute_to_credentials: optional(oneOf(['OFF', 'OPTIONAL', 'FORCED'])),
      database_match_enabled: optional(flag()),
      database_insights_enabled: optional(flag()),
      flow_type: optional(oneOf(['FLEXIBLE_AUTH'])),
      sms_microdeposits_verification_enabled: optional(flag()),
    }),
  ),
  transfer: optional(anyObject()),
  update: optional(
    object<plaid.LinkTokenCreateRequestUpdate>({
      account_selection_enabled: optional(flag()),
      reauthorization_enabled: optional(flag()),
      user: optional(flag()),
      item_ids: optional(nullable(list(text()))),
    }),
  ),
  identity_verification: optional(anyObject()),
  statements: optional(anyObject()),
  third_party_user_token: optional(text()),
  investments: optional(anyObject()),
  investments_auth: optional(anyObject()),
  hosted_link: optional(
    object<plaid.LinkTokenCreateHostedLink>({
      delivery_method: optional(oneOf(['sms', 'email'])),
      completion_redirect_uri: optional(text({ min: 1 })),
      url_lifetime_seconds: optional(integer(1, LONGEST_HOSTED_S)),
      is_mobile_app: optional(flag()),
    }),
  ),
  transactions: optional(object<plaid.LinkTokenTransactions>({ days_requested: optional(integer(1, 730)) })),
  cashflow_report: optional(anyObject()),
  cra_enabled: optional(flag()),
  identity: optional(anyObject()),
  financekit_supported: optional(flag()),
  enable_multi_item_link: optional(flag()),
};

const requireUser = (body: Request): void => {
  if (body.user !== undefined || body.user_id !== undefined || body.user_token !== undefined) return;
  throw failure('MISSING_FIELDS', 'one of these fields is required: user, user_id');
};

const requireProductLists = (body: Request, updating: boolean): void => {
  const wanted = body.products ?? [];
  const lists: [string, Product[]][] = [
    ['products', wanted],
    ['required_if_supported_products', body.required_if_supported_products ?? []],
    ['optional_products', body.optional_products ?? []],
    ['additional_consented_products', body.additional_consented_products ?? []],
  ];
  if (wanted.length === 0 && !updating)
    throw failure('MISSING_FIELDS', 'products is required unless an access_token asks for update mode');
  const seen = new Map<Product, string>();
  for (const [name, members] of lists) {
    if (members.includes('balance'))
      throw failure('INVALID_PRODUCT', `balance may not be in ${name}; it needs no initialisation`);
    for (const member of new Set(members)) {
      const other = seen.get(member);
      if (other !== undefined)
        throw failure('INVALID_FIELD', `${name} and ${other} overlap; a product belongs in one of them`);
      seen.set(member, name);
    }
  }
};

/** A redirect_uri comes without query parameters. */
export const requireRedirect = (redirectUri: string | undefined): void => {
  if (redirectUri !== undefined && new URL(redirectUri).search !== '')
    throw failure('INVALID_FIELD', 'redirect_uri may not contain query parameters');
};

const requireConfiguration = (body: Request): void => {
  requireRedirect(body.redirect_uri);
  const microdeposits = [
    body.auth?.automated_microdeposits_enabled,
    body.auth?.same_day_microdeposits_enabled,
    body.auth?.instant_microdeposits_enabled,
    body.auth?.sms_microdeposits_verification_enabled,
  ].includes(true);
  if (microdeposits && body.country_codes.join() !== 'US') {
    throw failure('INVALID_FIELD', 'micro-deposits need country_codes to be exactly ["US"]');
  }
  if (body.enable_multi_item_link === true && body.user_id === undefined && body.user_token === undefined) {
    throw failure('INVALID_FIELD', 'enable_multi_item_link needs a user_id or user_token');
  }
};

const lifetimeMs = (body: Request): number => {
  if (body.hosted_link?.url_lifetime_seconds !== undefined) return body.hosted_link.url_lifetime_seconds * 1000;
  if (body.hosted_link?.delivery_method === 'sms') return 24 * 60 * MINUTE_MS;
  if (body.hosted_link?.delivery_method === 'email') return 7 * 24 * 60 * MINUTE_MS;
  if (typeof body.access_token === 'string' || body.hosted_link !== undefined) return SHORT_LIFETIME_MS;
  return LIFETIME_MS;
};

const filtersOf = (body: Request): LinkTokenRecord['accountSubtypes'] => {
  if (body.account_filters === undefined) return null;
  const entries = Object.entries(body.account_filters) as [AccountType, { account_subtypes: string[] }][];
  return Object.fromEntries(entries.map(([type, filter]) => [type, filter.account_subtypes]));
};

/** `user` alone is enough for a session; `user_id` and `user_token` must be of a user who was created. */
const createRecord = (services: Services, body: Request, item: ItemRecord | null): LinkTokenRecord => {
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
};

const create = route<plaid.LinkTokenCreateRequest, plaid.LinkTokenCreateResponse>(
  '/link/token/create',
  fields,
  (services, body) => {
    const item = typeof body.access_token === 'string' ? services.life.byToken(body.access_token) : null;
    requireUser(body);
    requireProductLists(body, item !== null);
    requireConfiguration(body);
    const record = createRecord(services, body, item);
    services.links.add(record);
    return {
      link_token: record.id,
      expiration: new Date(record.expiresAtMs).toISOString(),
      ...(record.hosted === null ? {} : { hosted_link_url: `${services.baseUrl()}/link/${record.id}` }),
      ...(record.userId === null ? {} : { user_id: record.userId }),
    };
  },
);

type Session = NonNullable<Wire<plaid.LinkTokenGetResponse>['link_sessions']>[number];

const presentSuccess = (session: LinkSessionRecord, added: AddedItem | undefined) =>
  added === undefined
    ? null
    : {
        public_token: added.publicToken,
        metadata: {
          institution: added.institution,
          accounts: added.accounts,
          link_session_id: session.linkSessionId,
          transfer_status: null,
        },
      };

const presentExit = (session: LinkSessionRecord): Session['exit'] =>
  session.exit === null
    ? null
    : {
        error: session.exit.error === null ? null : errorBody(session.exit.error),
        metadata: {
          institution: session.exit.institution,
          status: session.exit.status,
          link_session_id: session.linkSessionId,
          request_id: '',
        },
      };

/** The names these two had before `results` and `exit`; older integrations still read them. */
const deprecatedTwins = (session: LinkSessionRecord) => ({
  on_success: presentSuccess(session, session.added[0]),
  on_exit: presentExit(session),
});

const presentSession = (session: LinkSessionRecord): Session => ({
  link_session_id: session.linkSessionId,
  started_at: new Date(session.startedAtMs).toISOString(),
  finished_at: timestamp(session.finishedAtMs),
  ...deprecatedTwins(session),
  exit: presentExit(session),
  events: session.events,
  results: {
    item_add_results: session.added.map(({ publicToken, accounts, institution }) => ({
      public_token: publicToken,
      accounts,
      institution,
    })),
    cra_item_add_results: [],
    cra_update_results: [],
    bank_income_results: [],
    payroll_income_results: [],
    document_income_results: null,
  },
});

const get = route<plaid.LinkTokenGetRequest, plaid.LinkTokenGetResponse>(
  '/link/token/get',
  { link_token: text() },
  ({ links }, body): Answer<plaid.LinkTokenGetResponse> => {
    const record = links.readable(body.link_token);
    return {
      link_token: record.id,
      created_at: timestamp(record.createdAtMs),
      expiration: timestamp(record.expiresAtMs),
      link_sessions: links.visibleSessions(record).map(presentSession),
      metadata: {
        initial_products: record.products,
        webhook: record.webhook,
        country_codes: record.countryCodes,
        language: record.language,
        redirect_uri: record.redirectUri,
        client_name: record.clientName,
      },
      ...(record.userId === null ? {} : { user_id: record.userId }),
    };
  },
);

/** /link/token/*. */
export const linkTokenRoutes: Route[] = [create, get];
