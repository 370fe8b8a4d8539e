import { meaningOf, meanings } from './error-catalog.js';
import type { ErrorCode, Meaning } from './error-catalog.js';
import type { ErrorType, PlaidErrorBody } from './plaid-types.js';

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

/** Codes that the emulator has and Plaid has not. */
const ownCodes: ReadonlySet<string> = new Set<ErrorCode>(['NOT_MODELLED_BY_EMULATOR']);

/** Every page of Plaid's about errors. */
const OVERVIEW = 'https://plaid.com/docs/errors/';

/**
 * The heading of Plaid's documentation that explains a code; for a code that the emulator only repeats, the page of its
 * type. Undefined for the emulator's own: Plaid has no word about them.
 */
export const documentationUrl = (type: string, code: string): string | undefined => {
  if (ownCodes.has(code)) return undefined;
  const page = pages[type];
  if (page === undefined) return OVERVIEW;
  return `${OVERVIEW}${page}/${meaningOf(code) === undefined ? '' : `#${code.toLowerCase()}`}`;
};

/** What an Item carries while it is broken, and what a webhook reports; never has a request id. */
export interface ItemFault {
  code: ErrorCode;
  message: string;
  reason?: string;
}

/** The error object without the parts that depend on where it appears (`request_id` in HTTP, `status` in webhooks). */
export const errorBody = (fault: ItemFault, type = meanings[fault.code].type): PlaidErrorBody => {
  const meaning: Meaning = meanings[fault.code];
  const url = documentationUrl(type, fault.code);
  return {
    error_type: type,
    error_code: fault.code,
    ...(fault.reason === undefined ? {} : { error_code_reason: fault.reason }),
    error_message: fault.message,
    display_message: meaning.display ?? null,
    ...(url === undefined ? {} : { documentation_url: url }),
    suggested_action: meaning.action ?? null,
  };
};

/** A refusal on its way to the caller: thrown by a handler, turned into a Plaid error body by the HTTP layer. */
export class PlaidFailure extends Error {
  readonly status: number;
  readonly body: PlaidErrorBody;

  constructor(readonly fault: ItemFault) {
    super(`${fault.code}: ${fault.message}`);
    this.status = meanings[fault.code].status;
    this.body = errorBody(fault);
  }
}

/** Shorthand: `throw failure('INVALID_ACCOUNT_ID', '…')`. */
export const failure = (code: ErrorCode, message: string, reason?: string): PlaidFailure =>
  new PlaidFailure(reason === undefined ? { code, message } : { code, message, reason });
