import { GatewayError } from '../errors/gateway-error.js';

/** A URL that Plaid answered; null for none, which it writes as an empty text too. Fails with UPSTREAM_INVALID_RESPONSE when it is none, so that only its own field is null. */
export function upstreamUrl(value: string | null): string | null {
  if (value === null || value === '') return null;
  if (URL.canParse(value)) return value;
  throw new GatewayError('UPSTREAM_INVALID_RESPONSE', 'Plaid answered something that is not a URL where one belongs.');
}
