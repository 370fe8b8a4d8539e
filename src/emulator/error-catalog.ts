import type { ErrorType, PlaidErrorBody } from './plaid-types.js';

/** The fixed properties of an error code. */
export interface ErrorDefinition {
  type: ErrorType;
  status: number;
  display?: string;
  action?: string;
}

const request: ErrorDefinition = { type: 'INVALID_REQUEST', status: 400 };
const input: ErrorDefinition = { type: 'INVALID_INPUT', status: 400 };
const item: ErrorDefinition = { type: 'ITEM_ERROR', status: 400 };
const institution: ErrorDefinition = { type: 'INSTITUTION_ERROR', status: 400 };
const sandbox: ErrorDefinition = { type: 'SANDBOX_ERROR', status: 400 };
const oauth: ErrorDefinition = { type: 'OAUTH_ERROR', status: 400 };
const recaptcha: ErrorDefinition = { type: 'RECAPTCHA_ERROR', status: 400 };
const limit: ErrorDefinition = { type: 'RATE_LIMIT_EXCEEDED', status: 429 };

/** Every error code that the emulator returns by itself or for an injected fault. */
export const errorCatalog = {
  MISSING_FIELDS: request,
  UNKNOWN_FIELDS: request,
  INVALID_FIELD: request,
  INVALID_BODY: request,
  INVALID_HEADERS: request,
  INVALID_CONFIGURATION: request,
  INCOMPATIBLE_API_VERSION: request,
  NO_LONGER_AVAILABLE: request,
  INVALID_ACCOUNT_NUMBER: { ...request, display: 'The account number is incorrect. Check it and try again.' },
  SANDBOX_ONLY: request,
  NOT_FOUND: { type: 'INVALID_REQUEST', status: 404 },
  NOT_MODELLED_BY_EMULATOR: request,
  INVALID_API_KEYS: input,
  INVALID_ACCESS_TOKEN: input,
  INVALID_PUBLIC_TOKEN: input,
  INVALID_LINK_TOKEN: input,
  INVALID_PROCESSOR_TOKEN: input,
  INVALID_USER_TOKEN: input,
  INVALID_USER_ID: input,
  USER_NOT_FOUND: { type: 'USER_ERROR', status: 400 },
  INCORRECT_DEPOSIT_VERIFICATION: { ...input, display: 'The code is incorrect. Check it and try again.' },
  INCORRECT_DEPOSIT_AMOUNTS: { ...input, display: 'The amounts are incorrect. Check them and try again.' },
  TOO_MANY_VERIFICATION_ATTEMPTS: { ...input, display: 'Too many incorrect codes. Connect the account again.' },
  INVALID_ACCOUNT_ID: input,
  INVALID_INSTITUTION: input,
  INVALID_PRODUCT: input,
  INVALID_PRODUCTS: input,
  INVALID_LINK_CUSTOMIZATION: input,
  INVALID_STRIPE_ACCOUNT: input,
  UNAUTHORIZED_ENVIRONMENT: input,
  UNAUTHORIZED_ROUTE_ACCESS: input,
  DIRECT_INTEGRATION_NOT_ENABLED: input,
  PRODUCT_UNAVAILABLE: input,
  ADDITIONAL_CONSENT_REQUIRED: input,
  INVALID_WEBHOOK_VERIFICATION_KEY_ID: input,
  LAST_UPDATED_DATETIME_OUT_OF_RANGE: { type: 'INVALID_RESULT', status: 400 },
  ITEM_LOGIN_REQUIRED: {
    ...item,
    display: 'Your bank requires you to log in again before it shares data.',
    action: 'Open Link in update mode for this Item.',
  },
  ITEM_NOT_FOUND: item,
  ITEM_CONCURRENTLY_DELETED: item,
  ITEM_LOCKED: { ...item, display: 'The bank has locked this account. Unlock it at the bank, then try again.' },
  ITEM_NOT_SUPPORTED: item,
  ACCESS_NOT_GRANTED: item,
  USER_PERMISSION_REVOKED: {
    ...item,
    display: 'You revoked permission to share data from this bank.',
    action: 'Open Link in update mode for this Item, or start a new Link session.',
  },
  NO_ACCOUNTS: item,
  NO_AUTH_ACCOUNTS: item,
  NO_LIABILITY_ACCOUNTS: item,
  NO_INVESTMENT_ACCOUNTS: item,
  NO_INVESTMENT_AUTH_ACCOUNTS: item,
  PRODUCT_NOT_READY: item,
  PRODUCT_NOT_ENABLED: item,
  PRODUCTS_NOT_SUPPORTED: item,
  INVALID_CREDENTIALS: { ...item, display: 'The username or password is incorrect. Check both and try again.' },
  INVALID_MFA: { ...item, display: 'The answer to the security question is incorrect.' },
  INSUFFICIENT_CREDENTIALS: { ...item, display: 'The login at the bank was not completed.' },
  INSTANT_MATCH_FAILED: item,
  INVALID_OTP: { ...item, display: 'The one-time code is incorrect. Request a new one and try again.' },
  INVALID_PHONE_NUMBER: { ...item, display: 'The phone number is incorrect. Check it and try again.' },
  INVALID_SEND_METHOD: { ...item, display: 'A code cannot be sent this way. Choose another method.' },
  INVALID_UPDATED_USERNAME: { ...item, display: 'Log in with your previous username.' },
  MFA_NOT_SUPPORTED: item,
  PASSWORD_RESET_REQUIRED: { ...item, display: 'Your bank requires a new password. Set one there, then try again.' },
  USER_SETUP_REQUIRED: {
    ...item,
    display: 'Your bank requires you to finish setting up your account. Do that there, then try again.',
  },
  USER_INPUT_TIMEOUT: { ...item, display: 'The request timed out. Try again.' },
  INSTITUTION_DOWN: { ...institution, display: 'The bank is not available right now. Try again later.' },
  INSTITUTION_NOT_RESPONDING: { ...institution, display: 'The bank is not responding right now. Try again later.' },
  INSTITUTION_NOT_AVAILABLE: { ...institution, display: 'The bank is not available right now. Try again later.' },
  INSTITUTION_NO_LONGER_SUPPORTED: institution,
  INSTITUTION_NOT_ENABLED_IN_ENVIRONMENT: institution,
  INSTITUTION_REGISTRATION_REQUIRED: institution,
  INSTITUTION_NOT_FOUND: institution,
  UNAUTHORIZED_INSTITUTION: institution,
  UNSUPPORTED_RESPONSE: institution,
  INTERNAL_SERVER_ERROR: { type: 'API_ERROR', status: 500 },
  PLANNED_MAINTENANCE: { type: 'API_ERROR', status: 503 },
  ITEM_GET_LIMIT: limit,
  ACCOUNTS_LIMIT: limit,
  AUTH_LIMIT: limit,
  BALANCE_LIMIT: limit,
  ACCOUNTS_BALANCE_GET_LIMIT: limit,
  INSTITUTIONS_GET_LIMIT: limit,
  INSTITUTIONS_GET_BY_ID_LIMIT: limit,
  RATE_LIMIT: limit,
  CREDITS_EXHAUSTED: limit,
  SANDBOX_PRODUCT_NOT_ENABLED: sandbox,
  SANDBOX_WEBHOOK_INVALID: sandbox,
  SANDBOX_ACCOUNT_SELECT_V2_NOT_ENABLED: sandbox,
  RECAPTCHA_REQUIRED: recaptcha,
  RECAPTCHA_BAD: { ...recaptcha, display: 'The reCAPTCHA check failed. Try again.' },
  BANK_TRANSFER_ACCOUNT_BLOCKED: { type: 'BANK_TRANSFER_ERROR', status: 400 },
  INCORRECT_OAUTH_NONCE: oauth,
  INCORRECT_LINK_TOKEN: oauth,
  OAUTH_STATE_ID_ALREADY_PROCESSED: { ...oauth, status: 208 },
  OAUTH_STATE_ID_NOT_FOUND: { ...oauth, status: 404 },
} satisfies Record<string, ErrorDefinition>;

/** An error code in the catalog. */
export type ErrorCode = keyof typeof errorCatalog;

const lookup = new Map<string, ErrorDefinition>(Object.entries(errorCatalog));

/** The definition of a code; undefined when the catalog does not have it. */
export function findError(code: string): ErrorDefinition | undefined {
  return lookup.get(code);
}

/** True for a code in the catalog. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && lookup.has(code);
}

/** The code used when only an error type is given. */
const defaultCodes: Partial<Record<string, ErrorCode>> = {
  INVALID_REQUEST: 'INVALID_FIELD',
  INVALID_INPUT: 'INVALID_ACCESS_TOKEN',
  INVALID_RESULT: 'LAST_UPDATED_DATETIME_OUT_OF_RANGE',
  ITEM_ERROR: 'ITEM_LOGIN_REQUIRED',
  INSTITUTION_ERROR: 'INSTITUTION_DOWN',
  API_ERROR: 'INTERNAL_SERVER_ERROR',
  RATE_LIMIT_EXCEEDED: 'RATE_LIMIT',
  SANDBOX_ERROR: 'SANDBOX_WEBHOOK_INVALID',
  BANK_TRANSFER_ERROR: 'BANK_TRANSFER_ACCOUNT_BLOCKED',
  OAUTH_ERROR: 'INCORRECT_OAUTH_NONCE',
  USER_ERROR: 'USER_NOT_FOUND',
  RECAPTCHA_ERROR: 'RECAPTCHA_BAD',
} satisfies Partial<Record<ErrorType, ErrorCode>>;

/** The default code of an error type; the type itself when it has none. */
export function defaultCode(type: string): string {
  return defaultCodes[type] ?? type;
}

/** The HTTP status of an error type, for a code that is not in the catalog. */
export function statusOfType(type: string): number {
  return findError(defaultCode(type))?.status ?? 400;
}

const pages: Partial<Record<string, string>> = {
  INVALID_REQUEST: 'invalid-request',
  INVALID_INPUT: 'invalid-input',
  INVALID_RESULT: 'invalid-result',
  ITEM_ERROR: 'item',
  INSTITUTION_ERROR: 'institution',
  API_ERROR: 'api',
  RATE_LIMIT_EXCEEDED: 'rate-limit-exceeded',
  SANDBOX_ERROR: 'sandbox',
  BANK_TRANSFER_ERROR: 'microdeposits',
  OAUTH_ERROR: 'oauth',
  USER_ERROR: 'user',
} satisfies Partial<Record<ErrorType, string>>;

/** Codes that exist only in the emulator. */
const ownCodes: ReadonlySet<string> = new Set<ErrorCode>(['NOT_MODELLED_BY_EMULATOR']);

/** The root of Plaid's error documentation. */
const OVERVIEW = 'https://plaid.com/docs/errors/';

/**
 * The URL in Plaid's documentation for a code, or for its type when the code is not in the catalog. Undefined for codes
 * that exist only in the emulator.
 */
export function documentationUrl(type: string, code: string): string | undefined {
  if (ownCodes.has(code)) return undefined;
  const page = pages[type];
  if (page === undefined) return OVERVIEW;
  return `${OVERVIEW}${page}/${findError(code) === undefined ? '' : `#${code.toLowerCase()}`}`;
}

/** The error of an Item or a Link session. */
export interface ItemFault {
  code: ErrorCode;
  message: string;
  reason?: string;
}

/** The error object without the parts that depend on where it appears (`request_id` in HTTP, `status` in webhooks). */
export function errorBody(fault: ItemFault, type = errorCatalog[fault.code].type): PlaidErrorBody {
  const definition: ErrorDefinition = errorCatalog[fault.code];
  const url = documentationUrl(type, fault.code);
  return {
    error_type: type,
    error_code: fault.code,
    ...(fault.reason === undefined ? {} : { error_code_reason: fault.reason }),
    error_message: fault.message,
    display_message: definition.display ?? null,
    ...(url === undefined ? {} : { documentation_url: url }),
    suggested_action: definition.action ?? null,
  };
}

/** Thrown by a handler; the HTTP layer responds with the Plaid error body. */
export class PlaidFailure extends Error {
  readonly status: number;
  readonly body: PlaidErrorBody;

  constructor(readonly fault: ItemFault) {
    super(`${fault.code}: ${fault.message}`);
    this.status = errorCatalog[fault.code].status;
    this.body = errorBody(fault);
  }
}

/** Creates an error to throw: `throw failure('INVALID_ACCOUNT_ID', '…')`. */
export function failure(code: ErrorCode, message: string, reason?: string): PlaidFailure {
  return new PlaidFailure(reason === undefined ? { code, message } : { code, message, reason });
}
