import { meanings } from './error-catalog.js';
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
} satisfies Partial<Record<ErrorType, string>>;

/** The page of Plaid's documentation that explains a code. */
export const documentationUrl = (type: string, code: string): string =>
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

  constructor(readonly fault: ItemFault) {
    super(`${fault.code}: ${fault.message}`);
    this.status = meanings[fault.code].status;
    this.body = errorBody(fault);
  }
}

/** Shorthand: `throw failure('INVALID_ACCOUNT_ID', '…')`. */
export const failure = (code: ErrorCode, message: string, reason?: string): PlaidFailure =>
  new PlaidFailure(reason === undefined ? { code, message } : { code, message, reason });
