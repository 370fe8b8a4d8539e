import { createSecretRedactor } from '../observability/redact.js';

/** What is sent to Plaid, and how to take the tokens in it out of what comes back. */
export interface RequestBody {
  text: string;
  /** Removes exactly the tokens that were sent, whatever they look like: an upstream may repeat a request in its errors. */
  scrub: (text: string) => string;
}

const TOKEN_FIELDS: ReadonlySet<string> = new Set([
  'access_token',
  'public_token',
  'link_token',
  'auth_token',
  'processor_token',
]);

/** Writes a body as JSON and remembers the tokens in it, at any depth. */
export function writeRequestBody(body: Readonly<Record<string, unknown>>): RequestBody {
  const tokens: string[] = [];
  const text = JSON.stringify(body, (name, value: unknown) => {
    if (TOKEN_FIELDS.has(name) && typeof value === 'string') tokens.push(value);
    return value;
  });
  return { text, scrub: createSecretRedactor(tokens) };
}
