import type { PlaidError as WireError } from 'plaid';
import type { PlaidErrorDetails } from '../errors/gateway-error.js';
import type { PlaidError } from '../model/plaid-error.js';
import { removeTokens } from './redact.js';
import { sanitizeJsonObject, type Fields, fieldsOf, int32, listOf, text, stringList } from './wire.js';

type Scrub = (value: string) => string;

const CODE = /^[A-Z0-9_]{1,64}$/;
const REQUEST_ID = /^[A-Za-z0-9_-]{1,64}$/;
/** Longer than any text of Plaid's; a bound on what an upstream can make us carry. */
const MAX_TEXT_CHARS = 1_000;
/** What stands for a type or code that does not look like one: the error itself is still told. */
const UNRECOGNISED = 'UNKNOWN';

const matching = (value: unknown, pattern: RegExp): string | null => {
  const found = text(value);
  return found !== null && pattern.test(found) ? found : null;
};

const prose = (value: unknown, scrub: Scrub): string | null => {
  const found = text(value);
  return found === null || found === '' ? null : scrub(found).slice(0, MAX_TEXT_CHARS);
};

/** A token has the form of a request id too. */
function requestId(value: unknown, scrub: Scrub): string | null {
  const found = matching(value, REQUEST_ID);
  return found !== null && scrub(found) === found ? found : null;
}

/** Only an address of Plaid's own documentation, over https. */
function documentationUrl(value: unknown, scrub: Scrub): string | null {
  const found = text(value);
  if (found === null || !URL.canParse(found) || scrub(found) !== found) return null;
  const { protocol, hostname, username, href } = new URL(found);
  const isPlaids = hostname === 'plaid.com' || hostname.endsWith('.plaid.com');
  return protocol === 'https:' && isPlaids && username === '' && href.length <= MAX_TEXT_CHARS ? href : null;
}

/** Plaid's error object of an HTTP answer as it may leave the gateway; null when it is none. */
export function toErrorDetails(body: unknown, scrub: Scrub = removeTokens): PlaidErrorDetails | null {
  const wire = fieldsOf<WireError>(body);
  const errorType = matching(wire?.error_type, CODE);
  const errorCode = matching(wire?.error_code, CODE);
  if (wire === null || errorType === null || errorCode === null) return null;
  return { errorType, errorCode, ...leavingFields(wire, scrub) };
}

function leavingFields(wire: Fields<WireError>, scrub: Scrub): Omit<PlaidErrorDetails, 'errorType' | 'errorCode'> {
  return {
    errorCodeReason: matching(wire.error_code_reason, CODE),
    displayMessage: prose(wire.display_message, scrub),
    requestId: requestId(wire.request_id, scrub),
    documentationUrl: documentationUrl(wire.documentation_url, scrub),
    suggestedAction: prose(wire.suggested_action, scrub),
  };
}

/**
 * Plaid's error object as data: the error of an Item, of a webhook, of a Link exit. null when there is none. Texts hold no
 * token; a type or code that does not look like one is UNKNOWN.
 */
export function toPlaidError(value: unknown, scrub: Scrub = removeTokens): PlaidError | null {
  const wire = fieldsOf<WireError>(value);
  if (wire === null) return null;
  if (text(wire.error_type) === null && text(wire.error_code) === null) return null;
  const causes = listOf(wire.causes)
    .map((cause) => sanitizeJsonObject(cause, scrub))
    .filter((cause) => cause !== null);
  return {
    errorType: matching(wire.error_type, CODE) ?? UNRECOGNISED,
    errorCode: matching(wire.error_code, CODE) ?? UNRECOGNISED,
    ...leavingFields(wire, scrub),
    errorMessage: prose(wire.error_message, scrub) ?? '',
    status: int32(wire.status),
    causes: Array.isArray(wire.causes) ? causes : null,
    requiredAccountSubtypes: stringList(wire.required_account_subtypes)?.map(scrub) ?? null,
    providedAccountSubtypes: stringList(wire.provided_account_subtypes)?.map(scrub) ?? null,
  };
}
