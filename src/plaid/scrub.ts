import { createSecretRemover, removeTokens } from '../observability/scrub.js';
import { removingEncoded } from './encoded.js';

export { removeTokens };

/** True for a text that holds something shaped like a token of Plaid's: its error texts may echo what was sent. */
export function holdsToken(value: string): boolean {
  return removeTokens(value) !== value;
}

/** Removes Plaid's tokens and these secrets from a text, also where they are spelled in base64, in hex or with percent signs. */
export function createScrubber(secrets: readonly string[]): (value: string) => string {
  const removeSecrets = createSecretRemover(secrets);
  return removingEncoded((value) => removeSecrets(removeTokens(value)));
}
