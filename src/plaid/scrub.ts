/**
 * Anything shaped like a token of Plaid's, whatever its kind: `<kind>-<environment>-<identifier>`. Plaid's error texts may
 * echo what was sent.
 */
const PLAID_TOKEN = /[a-z][a-z_-]{0,40}-(?:sandbox|development|production)-[\w-]+/gi;
const REMOVED = '[removed]';

/** Removes Plaid's tokens from a text. */
export function removeTokens(value: string): string {
  return value.replace(PLAID_TOKEN, REMOVED);
}

/** True for a text that holds something shaped like a token of Plaid's. */
export function holdsToken(value: string): boolean {
  return removeTokens(value) !== value;
}

/** Removes Plaid's tokens and these secrets from a text. */
export function createScrubber(secrets: readonly string[]): (value: string) => string {
  const known = secrets.filter((secret) => secret !== '');
  return (value) => known.reduce((rest, secret) => rest.replaceAll(secret, REMOVED), removeTokens(value));
}
