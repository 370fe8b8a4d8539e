import type { FieldError } from '../../errors/gateway-error.js';
import type { CreateLinkSessionInput } from './create-link-session.input.js';

const PRODUCT_LISTS = [
  'products',
  'requiredIfSupportedProducts',
  'optionalProducts',
  'additionalConsentedProducts',
] as const;

/** The rules that Plaid documents for /link/token/create and that need no knowledge of Plaid's to check. */
export function checkLinkRules(input: CreateLinkSessionInput, defaults: readonly string[]): FieldError[] {
  return [
    ...checkProducts(input),
    ...checkMode(input),
    ...checkRedirectUri(input),
    ...checkCompletionUri(input),
    ...checkMicrodeposits(input, defaults),
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

/** The rules of a redirect URI, which Link and Layer share. */
export function checkRedirectUri(
  input: Pick<CreateLinkSessionInput, 'redirectUri' | 'androidPackageName'>,
): FieldError[] {
  if (!input.redirectUri) return [];
  const path = 'input.redirectUri';
  const errors: FieldError[] = [];
  if (!isWebAddress(input.redirectUri)) {
    errors.push({ path, rule: 'must be an absolute http or https URL without user name and password' });
  }
  if (/[?#]/.test(input.redirectUri)) errors.push({ path, rule: 'must have no query parameters and no fragment' });
  if (input.androidPackageName) errors.push({ path, rule: 'must be left out when androidPackageName is given' });
  return errors;
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

/** Addresses that a browser would run or read locally instead of going there. Apps have schemes of their own. */
const NO_PLACE_TO_GO = new Set(['javascript:', 'vbscript:', 'data:', 'blob:', 'file:']);

function checkCompletionUri({ hostedLink }: CreateLinkSessionInput): FieldError[] {
  const uri = hostedLink?.completionRedirectUri;
  if (!uri) return [];
  const url = URL.canParse(uri) ? new URL(uri) : null;
  if (url !== null && !NO_PLACE_TO_GO.has(url.protocol) && url.username === '' && url.password === '') return [];
  return [{ path: 'input.hostedLink.completionRedirectUri', rule: 'must be an absolute URL of a page or an app' }];
}

function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
