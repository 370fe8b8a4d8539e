import type { PlaidError as WireError } from 'plaid';
import type { PlaidErrorDetails } from '../errors/gateway-error.js';
import type { PlaidError } from '../model/plaid-error.js';
import { removeTokens } from './redact.js';
import { sanitizeJsonObject, type Fields, fieldsOf, int32, listOf, text, stringList } from './wire.js';

type Redact = (value: string) => string;

const CODE = /^[A-Z0-9_]{1,64}$/;
const REQUEST_ID = /^[A-Za-z0-9_-]{1,64}$/;
/** Longer than any text of Plaid. It limits what an upstream can make the gateway store. */
const MAX_TEXT_CHARS = 1_000;
/** Replaces a type or code that does not look like one. The error is still reported. */
const UNRECOGNISED = 'UNKNOWN';

const matching = (value: unknown, pattern: RegExp): string | null => {
  const found = text(value);
  return found !== null && pattern.test(found) ? found : null;
};

const prose = (value: unknown, redact: Redact): string | null => {
  const found = text(value);
  return found === null || found === '' ? null : redact(found).slice(0, MAX_TEXT_CHARS);
};

/** A token can look like a request id. */
function requestId(value: unknown, redact: Redact): string | null {
  const found = matching(value, REQUEST_ID);
  return found !== null && redact(found) === found ? found : null;
}

/** Only an https address of Plaid's own documentation. */
function documentationUrl(value: unknown, redact: Redact): string | null {
  const found = text(value);
  if (found === null || !URL.canParse(found) || redact(found) !== found) return null;
  const { protocol, hostname, username, href } = new URL(found);
  const isPlaids = hostname === 'plaid.com' || hostname.endsWith('.plaid.com');
  return protocol === 'https:' && isPlaids && username === '' && href.length <= MAX_TEXT_CHARS ? href : null;
}

/** Plaid's error object of an HTTP response, as the gateway may return it; null when it is not an error object. */
export function toErrorDetails(body: unknown, redact: Redact = removeTokens): PlaidErrorDetails | null {
  const wire = fieldsOf<WireError>(body);
  const errorType = matching(wire?.error_type, CODE);
  const errorCode = matching(wire?.error_code, CODE);
  if (wire === null || errorType === null || errorCode === null) return null;
  return { errorType, errorCode, ...leavingFields(wire, redact) };
}

function leavingFields(wire: Fields<WireError>, redact: Redact): Omit<PlaidErrorDetails, 'errorType' | 'errorCode'> {
  return {
    errorCodeReason: matching(wire.error_code_reason, CODE),
    displayMessage: prose(wire.display_message, redact),
    requestId: requestId(wire.request_id, redact),
    documentationUrl: documentationUrl(wire.documentation_url, redact),
    suggestedAction: prose(wire.suggested_action, redact),
  };
}

/**
 * Plaid's error object as data: the error of an Item, of a webhook, of a Link exit. null when there is none. Texts contain no
 * tokens. A type or code that does not look like one is UNKNOWN.
 */
export function toPlaidError(value: unknown, redact: Redact = removeTokens): PlaidError | null {
  const wire = fieldsOf<WireError>(value);
  if (wire === null) return null;
  if (text(wire.error_type) === null && text(wire.error_code) === null) return null;
  const causes = listOf(wire.causes)
    .map((cause) => sanitizeJsonObject(cause, redact))
    .filter((cause) => cause !== null);
  return {
    errorType: matching(wire.error_type, CODE) ?? UNRECOGNISED,
    errorCode: matching(wire.error_code, CODE) ?? UNRECOGNISED,
    ...leavingFields(wire, redact),
    errorMessage: prose(wire.error_message, redact) ?? '',
    status: int32(wire.status),
    causes: Array.isArray(wire.causes) ? causes : null,
    requiredAccountSubtypes: stringList(wire.required_account_subtypes)?.map(redact) ?? null,
    providedAccountSubtypes: stringList(wire.provided_account_subtypes)?.map(redact) ?? null,
  };
}
