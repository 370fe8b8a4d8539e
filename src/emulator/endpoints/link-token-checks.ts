import type * as plaid from 'plaid';
import { failure } from '../error-catalog.js';
import type { Product, Wire } from '../plaid-types.js';
import { requireBank } from './sandbox.js';

/** The body of /link/token/create once its shape is checked. */
export type LinkTokenRequest = Wire<plaid.LinkTokenCreateRequest>;

/** They come with another product. */
const neverInitialised: ReadonlySet<Product> = new Set<Product>(['balance', 'recurring_transactions']);

const requireUser = (body: LinkTokenRequest): void => {
  if (body.user !== undefined || body.user_id !== undefined || body.user_token !== undefined) return;
  throw failure('MISSING_FIELDS', 'one of these fields is required: user, user_id');
};

const requireProductLists = (body: LinkTokenRequest, updating: boolean): void => {
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
    const stray = members.find((one) => neverInitialised.has(one));
    if (stray !== undefined)
      throw failure('INVALID_PRODUCT', `${stray} may not be in ${name}; it needs no initialisation`);
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

const requireConfiguration = (body: LinkTokenRequest): void => {
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

/** What Plaid refuses though every field is well formed; throws the first thing found. */
export const checkLinkToken = (body: LinkTokenRequest, updating: boolean): void => {
  requireUser(body);
  requireProductLists(body, updating);
  requireConfiguration(body);
  if (body.institution_id !== undefined) requireBank(body.institution_id);
};
