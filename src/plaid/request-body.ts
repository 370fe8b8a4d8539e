import { createSecretRedactor } from '../observability/redact.js';

/** A request to Plaid, and how to redact its tokens in the response. */
export interface RequestBody {
  text: string;
  /** Removes exactly the tokens that were sent, whatever they look like: an upstream may repeat the request in its errors. */
  scrub: (text: string) => string;
}

const TOKEN_FIELDS: ReadonlySet<string> = new Set([
  'access_token',
  'public_token',
  'link_token',
  'auth_token',
  'processor_token',
]);

/** Serialises a body as JSON and collects the tokens in it, at any depth. */
export function writeRequestBody(body: Readonly<Record<string, unknown>>): RequestBody {
  const tokens: string[] = [];
  const text = JSON.stringify(body, (name, value: unknown) => {
    if (TOKEN_FIELDS.has(name) && typeof value === 'string') tokens.push(value);
    return value;
  });
  return { text, scrub: createSecretRedactor(tokens) };
}
