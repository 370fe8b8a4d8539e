import type { FieldError } from '../../errors/gateway-error.js';
import { brokenUrlRule, isAllowedRedirect } from '../caller-url.js';
import type { GraphqlSettings, LinkPolicy } from '../context.js';
import type { CreateLinkSessionInput } from './link-session.input.js';

const PRODUCT_LISTS = [
  'products',
  'requiredIfSupportedProducts',
  'optionalProducts',
  'additionalConsentedProducts',
] as const;

/** The rules that Plaid documents for /link/token/create and that need no knowledge of Plaid's to check, and the operator's. */
export function validateLinkRequest(
  input: CreateLinkSessionInput,
  { link, countryCodes }: Pick<GraphqlSettings, 'countryCodes' | 'link'>,
): FieldError[] {
  return [
    ...checkProducts(input),
    ...checkMode(input),
    ...checkClientName(input, link),
    ...checkRedirectUri(input, link),
    ...checkCompletionUri(input, link),
    ...checkDelivery(input, link),
    ...checkMicrodeposits(input, countryCodes),
    ...checkMultiItem(input),
    ...checkForms(input),
  ];
}

function checkProducts(input: CreateLinkSessionInput): FieldError[] {
  const errors: FieldError[] = [];
  if (!input.updateItemId && !input.products?.length) {
    errors.push({ path: 'input.products', rule: 'must name at least one product unless updateItemId is given' });
  }
  const seen = new Set<string>();
  for (const list of PRODUCT_LISTS) {
    const products = input[list] ?? [];
    if (products.includes('balance')) {
      errors.push({ path: `input.${list}`, rule: 'must not name balance: it comes with every Item' });
    }
    if (products.some((product) => seen.has(product)) || new Set(products).size < products.length) {
      errors.push({ path: `input.${list}`, rule: 'must not name a product twice, here or in an earlier list' });
    }
    products.forEach((product) => seen.add(product));
  }
  return errors;
}

function checkMode(input: CreateLinkSessionInput): FieldError[] {
  const errors: FieldError[] = [];
  if (input.update && !input.updateItemId) {
    errors.push({ path: 'input.update', rule: 'may be given only together with updateItemId' });
  }
  if (input.accountFilters?.limitedPurposeTypes && !input.accountFilters.depository) {
    const path = 'input.accountFilters.limitedPurposeTypes';
    errors.push({ path, rule: 'may be given only together with depository' });
  }
  return errors;
}

/** Link shows the name above the bank's own sign-in: whoever may choose it can pretend to be anybody. */
function checkClientName({ clientName }: CreateLinkSessionInput, link: LinkPolicy): FieldError[] {
  if (!clientName || link.allowClientName || clientName === link.clientName) return [];
  const rule = 'must be left out: the name of the app is fixed here (LINK_ALLOW_CLIENT_NAME is off)';
  return [{ path: 'input.clientName', rule }];
}

const NOT_ALLOWED = 'must be of an origin or app scheme that LINK_ALLOWED_REDIRECT_ORIGINS names';

/** The rules of a redirect URI, which Link and Layer share; the first that is broken. */
export function checkRedirectUri(
  input: Pick<CreateLinkSessionInput, 'redirectUri' | 'androidPackageName'>,
  link: LinkPolicy,
): FieldError[] {
  const { redirectUri } = input;
  if (!redirectUri) return [];
  const path = 'input.redirectUri';
  const broken = brokenUrlRule(redirectUri, 'web or app');
  if (broken !== null) return [{ path, rule: broken }];
  if (/[?#]/.test(redirectUri)) return [{ path, rule: 'must have no query parameters and no fragment' }];
  if (input.androidPackageName) return [{ path, rule: 'must be left out when androidPackageName is given' }];
  return isAllowedRedirect(redirectUri, link) ? [] : [{ path, rule: NOT_ALLOWED }];
}

function checkCompletionUri({ hostedLink }: CreateLinkSessionInput, link: LinkPolicy): FieldError[] {
  const uri = hostedLink?.completionRedirectUri;
  if (!uri) return [];
  const path = 'input.hostedLink.completionRedirectUri';
  const broken = brokenUrlRule(uri, 'web or app');
  if (broken !== null) return [{ path, rule: broken }];
  return isAllowedRedirect(uri, link) ? [] : [{ path, rule: NOT_ALLOWED }];
}

/**
 * Each delivery costs the operator and reaches whoever the caller names. A method that Plaid adds later is refused until
 * somebody has decided who may use it.
 */
function checkDelivery({ hostedLink, user }: CreateLinkSessionInput, link: LinkPolicy): FieldError[] {
  const path = 'input.hostedLink.deliveryMethod';
  switch (hostedLink?.deliveryMethod ?? null) {
    case null:
      return [];
    case 'sms':
      if (!link.allowSms) return [{ path, rule: 'must not be sms: delivery by SMS is off here (LINK_ALLOW_SMS)' }];
      if (user?.phoneNumber) return [];
      return [{ path: 'input.user.phoneNumber', rule: 'must be given when deliveryMethod is sms' }];
    case 'email':
      if (user?.emailAddress) return [];
      return [{ path: 'input.user.emailAddress', rule: 'must be given when deliveryMethod is email' }];
    default:
      return [{ path, rule: 'must be sms or email' }];
  }
}

/** Counted are the countries that Plaid will be told: without any in the input, those that the operator configured. */
function checkMicrodeposits({ auth, countryCodes }: CreateLinkSessionInput, defaults: readonly string[]): FieldError[] {
  const wanted = [
    auth?.automatedMicrodepositsEnabled,
    auth?.sameDayMicrodepositsEnabled,
    auth?.instantMicrodepositsEnabled,
    auth?.smsMicrodepositsVerificationEnabled,
  ].includes(true);
  const countries = countryCodes ?? defaults;
  const isUsAlone = countries.length === 1 && countries[0] === 'US';
  return wanted && !isUsAlone
    ? [{ path: 'input.countryCodes', rule: 'must be US alone when micro-deposits are enabled' }]
    : [];
}

/** Plaid keeps the Items of one session together under a user of its own. */
function checkMultiItem({ enableMultiItemLink, userId, options }: CreateLinkSessionInput): FieldError[] {
  const namesUser = Boolean(userId) || typeof options?.user_token === 'string';
  return enableMultiItemLink === true && !namesUser
    ? [{ path: 'input.userId', rule: 'must be given when enableMultiItemLink is true' }]
    : [];
}

function checkForms({ user, institutionData }: CreateLinkSessionInput): FieldError[] {
  const errors: FieldError[] = [];
  if (user?.dateOfBirth && !isDate(user.dateOfBirth)) {
    errors.push({ path: 'input.user.dateOfBirth', rule: 'must be a day of the calendar' });
  }
  if (institutionData?.routingNumber && !/^\d{9}$/.test(institutionData.routingNumber)) {
    errors.push({ path: 'input.institutionData.routingNumber', rule: 'must be nine digits' });
  }
  return errors;
}

/** The calendar of JavaScript counts the 30th of February on into March. */
function isDate(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
