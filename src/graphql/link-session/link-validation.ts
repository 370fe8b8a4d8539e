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

/** Checks the rules that Plaid documents for /link/token/create, and those of the operator. */
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
    ...checkFormats(input),
  ];
}

function checkProducts(input: CreateLinkSessionInput): FieldError[] {
  const errors: FieldError[] = [];
  if (!input.updateItemId && !input.products?.length) {
    errors.push({ path: 'input.products', rule: 'must contain at least one product unless updateItemId is set' });
  }
  const seen = new Set<string>();
  for (const list of PRODUCT_LISTS) {
    const products = input[list] ?? [];
    if (products.includes('balance')) {
      errors.push({ path: `input.${list}`, rule: 'must not contain balance, which every Item supports' });
    }
    if (products.some((product) => seen.has(product)) || new Set(products).size < products.length) {
      errors.push({ path: `input.${list}`, rule: 'must not repeat a product of this list or an earlier one' });
    }
    products.forEach((product) => seen.add(product));
  }
  return errors;
}

function checkMode(input: CreateLinkSessionInput): FieldError[] {
  const errors: FieldError[] = [];
  if (input.update && !input.updateItemId) {
    errors.push({ path: 'input.update', rule: 'can only be set together with updateItemId' });
  }
  if (input.accountFilters?.limitedPurposeTypes && !input.accountFilters.depository) {
    const path = 'input.accountFilters.limitedPurposeTypes';
    errors.push({ path, rule: 'can only be set together with depository' });
  }
  return errors;
}

/** Link shows this name to the end user during login, so a caller who can choose it could impersonate another company. */
function checkClientName({ clientName }: CreateLinkSessionInput, link: LinkPolicy): FieldError[] {
  if (!clientName || link.allowClientName || clientName === link.clientName) return [];
  const rule = 'must be omitted, because the operator has fixed the app name (LINK_ALLOW_CLIENT_NAME is off)';
  return [{ path: 'input.clientName', rule }];
}

const NOT_ALLOWED = 'must have an origin or app scheme listed in LINK_ALLOWED_REDIRECT_ORIGINS';

/** Checks the redirect URI of a Link or Layer session. Reports only the first broken rule. */
export function checkRedirectUri(
  input: Pick<CreateLinkSessionInput, 'redirectUri' | 'androidPackageName'>,
  link: LinkPolicy,
): FieldError[] {
  const { redirectUri } = input;
  if (!redirectUri) return [];
  const path = 'input.redirectUri';
  const broken = brokenUrlRule(redirectUri, 'web or app');
  if (broken !== null) return [{ path, rule: broken }];
  if (/[?#]/.test(redirectUri)) return [{ path, rule: 'must not have query parameters or a fragment' }];
  if (input.androidPackageName) return [{ path, rule: 'must be omitted if androidPackageName is set' }];
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

/** A delivery costs the operator money and reaches a recipient that the caller chooses. Methods that Plaid adds later are therefore rejected. */
function checkDelivery({ hostedLink, user }: CreateLinkSessionInput, link: LinkPolicy): FieldError[] {
  const path = 'input.hostedLink.deliveryMethod';
  switch (hostedLink?.deliveryMethod ?? null) {
    case null:
      return [];
    case 'sms':
      if (!link.allowSms) return [{ path, rule: 'must not be sms, because LINK_ALLOW_SMS is off' }];
      if (user?.phoneNumber) return [];
      return [{ path: 'input.user.phoneNumber', rule: 'must be set if deliveryMethod is sms' }];
    case 'email':
      if (user?.emailAddress) return [];
      return [{ path: 'input.user.emailAddress', rule: 'must be set if deliveryMethod is email' }];
    default:
      return [{ path, rule: 'must be sms or email' }];
  }
}

/** Micro-deposits are for the US only. If the input has no countries, the operator's defaults are sent to Plaid. */
function checkMicrodeposits({ auth, countryCodes }: CreateLinkSessionInput, defaults: readonly string[]): FieldError[] {
  const usesMicrodeposits = [
    auth?.automatedMicrodepositsEnabled,
    auth?.sameDayMicrodepositsEnabled,
    auth?.instantMicrodepositsEnabled,
    auth?.smsMicrodepositsVerificationEnabled,
  ].includes(true);
  const countries = countryCodes ?? defaults;
  const isUsOnly = countries.length === 1 && countries[0] === 'US';
  return usesMicrodeposits && !isUsOnly
    ? [{ path: 'input.countryCodes', rule: 'must be only US if micro-deposits are enabled' }]
    : [];
}

/** Plaid groups the Items of a multi-Item session under a Plaid user. */
function checkMultiItem({ enableMultiItemLink, userId, options }: CreateLinkSessionInput): FieldError[] {
  const namesUser = Boolean(userId) || typeof options?.user_token === 'string';
  return enableMultiItemLink === true && !namesUser
    ? [{ path: 'input.userId', rule: 'must be set if enableMultiItemLink is true' }]
    : [];
}

function checkFormats({ user, institutionData }: CreateLinkSessionInput): FieldError[] {
  const errors: FieldError[] = [];
  if (user?.dateOfBirth && !isDate(user.dateOfBirth)) {
    errors.push({ path: 'input.user.dateOfBirth', rule: 'must be a valid date' });
  }
  if (institutionData?.routingNumber && !/^\d{9}$/.test(institutionData.routingNumber)) {
    errors.push({ path: 'input.institutionData.routingNumber', rule: 'must be nine digits' });
  }
  return errors;
}

/** JavaScript accepts February 30 and turns it into a day in March. */
function isDate(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
