/**
 * What may be a token of Plaid's: `<kind>-<environment>-<identifier>`. In a finished JSON line a token after a line break
 * stands directly behind the n of its escape, which is kept.
 */
const TOKEN_LIKE =
  /(\\(?:[bfnrt]|u[0-9a-f]{4}))?[a-z][a-z_-]{0,40}-(?:sandbox|development|production)-([A-Za-z0-9_-]+)(?=(\.[a-z0-9])?)/gi;
/** Without it no text holds such a token; found in a moment, where the pattern above takes milliseconds for a long word. */
const ENVIRONMENT = /-(?:sandbox|development|production)-/i;
/** How identifiers begin, or what they are: a UUID, or one long word. Names that people give to hosts are neither. */
const LONG_IDENTIFIER = /[0-9a-f]{8}-[0-9a-f]{4}-|[A-Za-z0-9]{20}/i;
/** A bank account token as Stripe takes it. */
const STRIPE_TOKEN = /btok_[A-Za-z0-9]{8,}/g;
/** Everything that a compact JWT may be part of. A pattern of its own form would take quadratic time on text made for it. */
const DOTTED = /[A-Za-z0-9_.-]+/g;
/** How the first part of every JWT begins: base64url of `{"`. */
const JWT_BEGINNING = 'eyJ';
/** A bearer credential of any form. */
const BEARER = /bearer\s+[A-Za-z0-9._~+/=-]+/gi;

export const REDACTED = '[removed]';

/** Shorter ones would take ordinary words with them. */
const MIN_SECRET_LENGTH = 8;

/** Removes the tokens of Plaid and its partners from a text, plain or JSON. */
export function redactTokens(text: string): string {
  const withoutTokens = ENVIRONMENT.test(text) ? text.replace(TOKEN_LIKE, withoutToken) : text;
  return withoutTokens.replace(STRIPE_TOKEN, REDACTED);
}

/**
 * Hosts are called `app-production-ab12.example.com` by those who rent them out. Such an address is kept, unless what it
 * holds is an identifier of Plaid's.
 */
function withoutToken(
  found: string,
  escape: string | undefined,
  identifier: string,
  hostGoesOn: string | undefined,
): string {
  const isHost = hostGoesOn !== undefined && !LONG_IDENTIFIER.test(identifier);
  return isHost ? found : `${escape ?? ''}${REDACTED}`;
}

/** Removes these secrets from a text, as they are and as JSON writes them. */
export function createSecretRedactor(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH);
  const forms = new Set(known.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]));
  return (text) => [...forms].reduce((rest, form) => rest.replaceAll(form, REDACTED), text);
}

/** Removes what looks like a credential from text that is about to leave the process: the last line of defence. */
export function redact(text: string): string {
  const withoutTokens = redactTokens(text);
  const withoutJwts = withoutTokens.includes(JWT_BEGINNING) ? withoutTokens.replace(DOTTED, withoutJwt) : withoutTokens;
  return withoutJwts.replace(BEARER, REDACTED);
}

/** Cuts a text without spaces off where a JWT of three parts may begin, signed or not. */
function withoutJwt(dotted: string): string {
  const start = dotted.indexOf(JWT_BEGINNING);
  if (start === -1) return dotted;
  const firstDot = dotted.indexOf('.', start);
  const hasThreeParts = firstDot !== -1 && dotted.includes('.', firstDot + 1);
  return hasThreeParts ? `${dotted.slice(0, start)}${REDACTED}` : dotted;
}
