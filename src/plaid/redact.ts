import { createSecretRedactor, redactTokens } from '../observability/redact.js';

/** Words long enough to be another spelling of a secret: its shortest has eight characters. */
const BASE64 = /[A-Za-z0-9+/_-]{11,}={0,2}/g;
const HEX = /(?:[0-9a-f]{2}){8,}/gi;
const PERCENT = /(?:%[0-9a-f]{2})+/gi;
const REDACTED = '[removed]';

type Scrub = (value: string) => string;

/**
 * `scrub`, and the words gone in which it would find something once they are decoded: an upstream may repeat a request, and
 * what is in it, in another spelling. One level deep.
 */
export function redactingEncoded(scrub: Scrub): Scrub {
  const hides = (decoded: string): boolean => scrub(decoded) !== decoded;
  const without = (text: string, words: RegExp, decode: (word: string) => string): string =>
    text.replace(words, (word) => (hides(decode(word)) ? REDACTED : word));

  return (value) => {
    const plain = scrub(value);
    const withoutHex = without(plain, HEX, (word) => Buffer.from(word, 'hex').toString('latin1'));
    const withoutBase64 = without(withoutHex, BASE64, (word) => Buffer.from(word, 'base64').toString('latin1'));
    const decoded = withoutBase64.replace(PERCENT, (run) =>
      Buffer.from(run.replaceAll('%', ''), 'hex').toString('latin1'),
    );
    return hides(decoded) ? scrub(decoded) : withoutBase64;
  };
}

export { redactTokens as removeTokens };

/** True for a text that holds something shaped like a token of Plaid's: its error texts may echo what was sent. */
export function containsToken(value: string): boolean {
  return redactTokens(value) !== value;
}

/** Removes Plaid's tokens and these secrets from a text, also where they are spelled in base64, in hex or with percent signs. */
export function createRedactor(secrets: readonly string[]): (value: string) => string {
  const removeSecrets = createSecretRedactor(secrets);
  return redactingEncoded((value) => removeSecrets(redactTokens(value)));
}
