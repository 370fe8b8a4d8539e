/**
 * Anything shaped like one of Plaid's tokens: `<type>-<environment>-<identifier>`. No pattern here may ask for a word to
 * begin: in a finished JSON line a token after a line break stands directly behind the n of its escape.
 */
const PLAID_TOKEN =
  /(access|public|link|processor|user|item-import|btok|asset-report|audit-copy)-(sandbox|development|production)-[A-Za-z0-9_-]+/gi;
/** A compact JWT, signed or not. */
const JWT = /eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g;
/** A bearer credential of any form. */
const BEARER = /bearer\s+[A-Za-z0-9._~+/=-]+/gi;

const REMOVED = '[removed]';

/** Removes what looks like a credential from text that is about to leave the process: the last line of defence. */
export function scrub(text: string): string {
  return text.replace(PLAID_TOKEN, REMOVED).replace(JWT, REMOVED).replace(BEARER, REMOVED);
}
