/**
 * The form of Plaid's tokens: `<kind>-<environment>-<identifier>`. In a finished JSON line, a token after a line break directly
 * follows the n of the escape sequence, which is not part of the token.
 */
const TOKEN_LIKE =
  /(\\(?:[bfnrt]|u[0-9a-f]{4}))?[a-z][a-z_-]{0,40}-(?:sandbox|development|production)-([A-Za-z0-9_-]+)(?=(\.[a-z0-9])?)/gi;
/** A text without this contains no such token. It is found quickly; the pattern above takes milliseconds for a long word. */
const ENVIRONMENT = /-(?:sandbox|development|production)-/i;
/** The identifier of a token is a UUID or one long word. Host names are neither. */
const LONG_IDENTIFIER = /[0-9a-f]{8}-[0-9a-f]{4}-|[A-Za-z0-9]{20}/i;
/** Stripe's bank account token. */
const STRIPE_TOKEN = /btok_[A-Za-z0-9]{8,}/g;
/** Any word that may contain a compact JWT. A pattern for the JWT itself would take quadratic time on crafted text (ReDoS). */
const DOTTED = /[A-Za-z0-9_.-]+/g;
/** The beginning of every JWT: base64url of `{"`. */
const JWT_BEGINNING = 'eyJ';
/** A bearer credential of any form. */
const BEARER = /bearer\s+[A-Za-z0-9._~+/=-]+/gi;

export const REDACTED = '[removed]';

/** Redacting shorter secrets would remove ordinary words. */
const MIN_SECRET_LENGTH = 8;

/** Removes the tokens of Plaid and its partners from a text, plain or JSON. */
export function redactTokens(text: string): string {
  const withoutTokens = ENVIRONMENT.test(text) ? text.replace(TOKEN_LIKE, withoutToken) : text;
  return withoutTokens.replace(STRIPE_TOKEN, REDACTED);
}

/**
 * Hosting providers use names such as `app-production-ab12.example.com`. Such a host name is not redacted, unless it contains
 * an identifier like those of Plaid's tokens.
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

/** Removes these secrets from a text, both verbatim and JSON-escaped. */
export function createSecretRedactor(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH);
  const forms = new Set(known.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]));
  return (text) => [...forms].reduce((rest, form) => rest.replaceAll(form, REDACTED), text);
}

/** Removes everything that looks like a credential from text that is about to leave the process: defence in depth. */
export function redact(text: string): string {
  const withoutTokens = redactTokens(text);
  const withoutJwts = withoutTokens.includes(JWT_BEGINNING) ? withoutTokens.replace(DOTTED, withoutJwt) : withoutTokens;
  return withoutJwts.replace(BEARER, REDACTED);
}

/** Truncates a word where a JWT of three parts may begin, signed or not. */
function withoutJwt(dotted: string): string {
  const start = dotted.indexOf(JWT_BEGINNING);
  if (start === -1) return dotted;
  const firstDot = dotted.indexOf('.', start);
  const hasThreeParts = firstDot !== -1 && dotted.includes('.', firstDot + 1);
  return hasThreeParts ? `${dotted.slice(0, start)}${REDACTED}` : dotted;
}
