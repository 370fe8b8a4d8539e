import type * as plaid from 'plaid';
import { banks } from '../catalog/institutions.js';
import type { Bank } from '../catalog/institutions.js';
import { route, type Route } from '../http/route.js';
import { boolean, integer, list, nullable, object, optional, text } from '../http/validation.js';
import { failure } from '../error-catalog.js';
import type { CountryCode, PlaidInstitution, Product } from '../plaid-types.js';
import { requireBank } from './sandbox.js';
import { country, product } from './enums.js';

/** The maximum number of search results. */
const SEARCH_LIMIT = 10;

interface Extras {
  include_optional_metadata?: boolean;
  include_auth_metadata?: boolean | null;
  include_payment_initiation_metadata?: boolean | null;
  include_status?: boolean;
}

type Status = NonNullable<PlaidInstitution['status']>;
type ProductStatus = NonNullable<Status['auth']>;

/** The status of the banks never changes. */
const LAST_STATUS_CHANGE = '2026-01-01T00:00:00Z';

/** The success rate by status; all failures are caused by the institution. */
const successRates: Record<ProductStatus['status'], number> = { HEALTHY: 1, DEGRADED: 0.7, DOWN: 0.1 };

function statusOf(bank: Bank): Status {
  const health = bank.health ?? 'HEALTHY';
  const success = successRates[health];
  const status = (products: Product[]): ProductStatus | null =>
    products.some((product) => bank.products.includes(product))
      ? {
          status: health,
          last_status_change: LAST_STATUS_CHANGE,
          breakdown: {
            success,
            error_plaid: 0,
            error_institution: Math.round((1 - success) * 100) / 100,
            refresh_interval: health === 'HEALTHY' ? 'NORMAL' : health === 'DEGRADED' ? 'DELAYED' : 'STOPPED',
          },
        }
      : null;
  return {
    item_logins: status(bank.products),
    transactions_updates: status(['transactions']),
    auth: status(['auth']),
    identity: status(['identity']),
    investments_updates: status(['investments']),
    liabilities_updates: status(['liabilities']),
    liabilities: status(['liabilities']),
    investments: status(['investments']),
  };
}

const paymentMetadata: NonNullable<PlaidInstitution['payment_initiation_metadata']> = {
  supports_international_payments: false,
  supports_sepa_instant: false,
  maximum_payment_amount: { GBP: '10000' },
  supports_refund_details: true,
  standing_order_metadata: null,
  supports_payment_consents: true,
};

function serialize(bank: Bank, extras: Extras = {}): PlaidInstitution {
  const supportsAuth = bank.products.includes('auth');
  return {
    institution_id: bank.institutionId,
    name: bank.name,
    products: bank.products,
    country_codes: bank.countryCodes,
    routing_numbers: bank.routingNumbers,
    oauth: bank.oauth,
    ...(extras.include_optional_metadata === true
      ? { url: bank.url, primary_color: bank.color, logo: bank.logo ?? null }
      : {}),
    ...(extras.include_status === true ? { status: statusOf(bank) } : {}),
    ...(extras.include_payment_initiation_metadata === true
      ? { payment_initiation_metadata: bank.products.includes('payment_initiation') ? paymentMetadata : null }
      : {}),
    ...(extras.include_auth_metadata === true
      ? {
          auth_metadata: supportsAuth
            ? {
                supported_methods: {
                  instant_auth: true,
                  instant_match: false,
                  automated_micro_deposits: bank.countryCodes.includes('US'),
                  instant_micro_deposits: false,
                },
              }
            : null,
        }
      : {}),
  };
}

function serves(bank: Bank, countries: CountryCode[]): boolean {
  return bank.countryCodes.some((code) => countries.includes(code));
}
function offers(bank: Bank, products: Product[] | null | undefined): boolean {
  return (products ?? []).every((wanted) => bank.products.includes(wanted));
}

const getById = route<plaid.InstitutionsGetByIdRequest, plaid.InstitutionsGetByIdResponse>(
  '/institutions/get_by_id',
  {
    institution_id: text({ min: 1 }),
    country_codes: list(country(), { min: 1 }),
    options: optional(
      object<plaid.InstitutionsGetByIdRequestOptions>({
        include_optional_metadata: optional(boolean()),
        include_status: optional(boolean()),
        include_auth_metadata: optional(boolean()),
        include_payment_initiation_metadata: optional(boolean()),
      }),
    ),
  },
  () => ({
    institution_id: 'ins_109508',
    country_codes: ['US'],
    options: { include_optional_metadata: true, include_status: true },
  }),
  (_, body) => {
    const bank = requireBank(body.institution_id);
    if (!serves(bank, body.country_codes))
      throw failure('INVALID_INSTITUTION', 'the institution is not available in these country_codes');
    return { institution: serialize(bank, body.options) };
  },
);

const get = route<plaid.InstitutionsGetRequest, plaid.InstitutionsGetResponse>(
  '/institutions/get',
  {
    count: integer(1, 500),
    offset: integer(0),
    country_codes: list(country(), { min: 1 }),
    options: optional(
      object<plaid.InstitutionsGetRequestOptions>({
        products: optional(nullable(list(product(), { min: 1 }))),
        routing_numbers: optional(nullable(list(text()))),
        oauth: optional(nullable(boolean())),
        include_optional_metadata: optional(boolean()),
        include_auth_metadata: optional(boolean()),
        include_payment_initiation_metadata: optional(boolean()),
      }),
    ),
  },
  () => ({
    count: 5,
    offset: 0,
    country_codes: ['US'],
    options: { products: ['auth'], routing_numbers: ['011000015'], oauth: true, include_optional_metadata: true },
  }),
  (_, { count, offset, country_codes: countries, options }) => {
    const numbers = options?.routing_numbers ?? null;
    const oauth = options?.oauth ?? null;
    const matching = banks.filter(
      (bank) =>
        serves(bank, countries) &&
        offers(bank, options?.products) &&
        (oauth === null || bank.oauth === oauth) &&
        (numbers === null || bank.routingNumbers.some((number) => numbers.includes(number))),
    );
    return {
      institutions: matching.slice(offset, offset + count).map((bank) => serialize(bank, options)),
      total: matching.length,
    };
  },
);

const search = route<plaid.InstitutionsSearchRequest, plaid.InstitutionsSearchResponse>(
  '/institutions/search',
  {
    query: text({ min: 1 }),
    products: optional(nullable(list(product(), { min: 1 }))),
    country_codes: list(country(), { min: 1 }),
    options: optional(
      object<plaid.InstitutionsSearchRequestOptions>({
        oauth: optional(nullable(boolean())),
        include_optional_metadata: optional(boolean()),
        include_auth_metadata: optional(nullable(boolean())),
        include_payment_initiation_metadata: optional(nullable(boolean())),
        payment_initiation: optional(
          nullable(
            object<plaid.InstitutionsSearchPaymentInitiationOptions>({
              payment_id: optional(nullable(text())),
              consent_id: optional(nullable(text())),
            }),
          ),
        ),
      }),
    ),
  },
  () => ({
    query: 'bank',
    country_codes: ['US'],
    products: ['auth'],
    options: { oauth: true },
  }),
  (_, { query, products, country_codes: countries, options }) => {
    const oauth = options?.oauth ?? null;
    const found = banks.filter(
      (bank) =>
        bank.name.toLowerCase().includes(query.trim().toLowerCase()) &&
        serves(bank, countries) &&
        offers(bank, products) &&
        (oauth === null || bank.oauth === oauth),
    );
    return { institutions: found.slice(0, SEARCH_LIMIT).map((bank) => serialize(bank, options)) };
  },
);

/** /institutions/*. */
export const routes: Route[] = [getById, get, search];
