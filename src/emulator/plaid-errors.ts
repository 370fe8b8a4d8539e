import type { ErrorType, PlaidErrorBody } from './plaid-types.js';

interface Meaning {
  type: ErrorType;
  status: number;
  display?: string;
  action?: string;
}

const request: Meaning = { type: 'INVALID_REQUEST', status: 400 };
const input: Meaning = { type: 'INVALID_INPUT', status: 400 };
const item: Meaning = { type: 'ITEM_ERROR', status: 400 };
const institution: Meaning = { type: 'INSTITUTION_ERROR', status: 400 };
const sandbox: Meaning = { type: 'SANDBOX_ERROR', status: 400 };
const limit: Meaning = { type: 'RATE_LIMIT_EXCEEDED', status: 429 };

/** Every code the emulator answers or can be asked to answer: its type, HTTP status and what a person may be shown. */
const meanings = {
  MISSING_FIELDS: request,
  UNKNOWN_FIELDS: request,
  INVALID_FIELD: request,
  INVALID_BODY: request,
  INVALID_HEADERS: request,
  INVALID_CONFIGURATION: request,
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
  INCORRECT_DEPOSIT_VERIFICATION: { ...input, display: 'The code was not right. Check it and try again.' },
  TOO_MANY_VERIFICATION_ATTEMPTS: { ...input, display: 'The code was wrong too often. Connect the account again.' },
  INVALID_ACCOUNT_ID: input,
  INVALID_INSTITUTION: input,
  INVALID_PRODUCT: input,
  INVALID_PRODUCTS: input,
  ADDITIONAL_CONSENT_REQUIRED: input,
  INVALID_WEBHOOK_VERIFICATION_KEY_ID: input,
  LAST_UPDATED_DATETIME_OUT_OF_RANGE: { type: 'INVALID_RESULT', status: 400 },
  ITEM_LOGIN_REQUIRED: {
    ...item,
    display: 'Your bank needs you to sign in again before it shares data.',
    action: 'Send the person through Link in update mode for this Item.',
  },
  ITEM_NOT_FOUND: item,
  ITEM_CONCURRENTLY_DELETED: item,
  ITEM_LOCKED: { ...item, display: 'The bank has locked this account. Unlock it at the bank, then try again.' },
  ITEM_NOT_SUPPORTED: item,
  ACCESS_NOT_GRANTED: item,
  USER_PERMISSION_REVOKED: {
    ...item,
    display: 'You have withdrawn the permission to share data from this bank.',
    action: 'Send the person through Link in update mode, or through a new Link session.',
  },
  NO_ACCOUNTS: item,
  NO_AUTH_ACCOUNTS: item,
  PRODUCT_NOT_READY: item,
  PRODUCT_NOT_ENABLED: item,
  PRODUCTS_NOT_SUPPORTED: item,
  INVALID_CREDENTIALS: { ...item, display: 'The username or password was not right. Check both and try again.' },
  INVALID_MFA: { ...item, display: 'The answer to the security question was not right.' },
  INSUFFICIENT_CREDENTIALS: { ...item, display: 'The sign-in at the bank was not finished.' },
  INSTITUTION_DOWN: { ...institution, display: 'The bank is not available right now. Try again later.' },
  INSTITUTION_NOT_RESPONDING: { ...institution, display: 'The bank is not answering right now. Try again later.' },
  INSTITUTION_NOT_AVAILABLE: { ...institution, display: 'The bank is not available right now. Try again later.' },
  INSTITUTION_NO_LONGER_SUPPORTED: institution,
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
  SANDBOX_PRODUCT_NOT_ENABLED: sandbox,
  SANDBOX_WEBHOOK_INVALID: sandbox,
} satisfies Record<string, Meaning>;

/** A code of the table above. */
export type ErrorCode = keyof typeof meanings;

const lookup = new Map<string, Meaning>(Object.entries(meanings));

/** What a code means, or undefined for one that the emulator does not know. */
export const meaningOf = (code: string): Meaning | undefined => lookup.get(code);

/** The error types that a fault may ask for. */
export const errorTypes: readonly string[] = [
  'INVALID_REQUEST',
  'INVALID_RESULT',
  'INVALID_INPUT',
  'INSTITUTION_ERROR',
  'RATE_LIMIT_EXCEEDED',
  'API_ERROR',
  'ITEM_ERROR',
  'ASSET_REPORT_ERROR',
  'BANK_TRANSFER_ERROR',
  'OAUTH_ERROR',
  'SANDBOX_ERROR',
] satisfies ErrorType[];

const pages: Partial<Record<ErrorType, string>> = {
  INVALID_REQUEST: 'invalid-request',
  INVALID_INPUT: 'invalid-input',
  INVALID_RESULT: 'invalid-result',
  ITEM_ERROR: 'item',
  INSTITUTION_ERROR: 'institution',
  API_ERROR: 'api',
  RATE_LIMIT_EXCEEDED: 'rate-limit-exceeded',
  SANDBOX_ERROR: 'sandbox',
};

/** The page of Plaid's documentation that explains a code. */
export const documentationUrl = (type: ErrorType, code: string): string =>
  `https://plaid.com/docs/errors/${pages[type] ?? ''}${pages[type] ? '/' : ''}#${code.toLowerCase()}`;

/** What an Item carries while it is broken, and what a webhook reports; never has a request id. */
export interface ItemFault {
  code: ErrorCode;
  message: string;
  reason?: string;
}

/** The error object without the parts that depend on where it appears (`request_id` in HTTP, `status` in webhooks). */
export const errorBody = (fault: ItemFault, type = meanings[fault.code].type): PlaidErrorBody => {
  const meaning: Meaning = meanings[fault.code];
  return {
    error_type: type,
    error_code: fault.code,
    ...(fault.reason === undefined ? {} : { error_code_reason: fault.reason }),
    error_message: fault.message,
    display_message: meaning.display ?? null,
    documentation_url: documentationUrl(type, fault.code),
    suggested_action: meaning.action ?? null,
  };
};

/** A refusal on its way to the caller: thrown by a handler, turned into a Plaid error body by the HTTP layer. */
export class PlaidFailure extends Error {
  readonly status: number;
  readonly body: PlaidErrorBody;

  constructor(fault: ItemFault) {
    super(`${fault.code}: ${fault.message}`);
    this.status = meanings[fault.code].status;
    this.body = errorBody(fault);
  }
}

/** Shorthand: `throw failure('INVALID_ACCOUNT_ID', '…')`. */
export const failure = (code: ErrorCode, message: string, reason?: string): PlaidFailure =>
  new PlaidFailure(reason === undefined ? { code, message } : { code, message, reason });
