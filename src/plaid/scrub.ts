import { createSecretRemover, removeTokens } from '../observability/scrub.js';

export { removeTokens };

/** True for a text that holds something shaped like a token of Plaid's: its error texts may echo what was sent. */
export function holdsToken(value: string): boolean {
  return removeTokens(value) !== value;
}

/** Removes Plaid's tokens and these secrets from a text. */
export function createScrubber(secrets: readonly string[]): (value: string) => string {
  const removeSecrets = createSecretRemover(secrets);
  return (value) => removeSecrets(removeTokens(value));
}
