import { createSecretRedactor, redactTokens } from '../observability/logger.js';

/** Words long enough to be an encoded secret. The shortest secret has eight characters. */
const BASE64 = /[A-Za-z0-9+/_-]{11,}={0,2}/g;
const HEX = /(?:[0-9a-f]{2}){8,}/gi;
const PERCENT = /(?:%[0-9a-f]{2})+/gi;
const REDACTED = '[removed]';

type Redact = (value: string) => string;

/**
 * Applies `redact`, and removes words in which it would find a secret after decoding them: an upstream may return a request,
 * and the secrets in it, encoded. It decodes one level.
 */
export function redactingEncoded(redact: Redact): Redact {
  const hides = (decoded: string): boolean => redact(decoded) !== decoded;
  const without = (text: string, words: RegExp, decode: (word: string) => string): string =>
    text.replace(words, (word) => (hides(decode(word)) ? REDACTED : word));

  return (value) => {
    const plain = redact(value);
    const withoutHex = without(plain, HEX, (word) => Buffer.from(word, 'hex').toString('latin1'));
    const withoutBase64 = without(withoutHex, BASE64, (word) => Buffer.from(word, 'base64').toString('latin1'));
    const decoded = withoutBase64.replace(PERCENT, (run) =>
      Buffer.from(run.replaceAll('%', ''), 'hex').toString('latin1'),
    );
    return hides(decoded) ? redact(decoded) : withoutBase64;
  };
}

export { redactTokens as removeTokens };

/** True for a text that contains something shaped like a Plaid token. Plaid's error texts may repeat what was sent. */
export function containsToken(value: string): boolean {
  return redactTokens(value) !== value;
}

/** Removes Plaid's tokens and these secrets from a text, also when they are encoded as base64, hex or percent-encoding. */
export function createRedactor(secrets: readonly string[]): (value: string) => string {
  const removeSecrets = createSecretRedactor(secrets);
  return redactingEncoded((value) => removeSecrets(redactTokens(value)));
}
