import type { IncomingHttpHeaders } from 'node:http';

/** What an origin ends in that stands for every port of its host. */
const ANY_PORT = ':*';

/** Whether pages of this origin may call: it is in the list (`http://localhost:*` is every port of that host). */
export function isListedOrigin(origin: string, allowed: readonly string[]): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, origin: whole } = new URL(origin);
  // An Origin header is nothing but scheme, host and port; anything else is not what a browser sends.
  if (whole !== origin) return false;
  return allowed.includes(origin) || allowed.includes(`${protocol}//${hostname}${ANY_PORT}`);
}

/**
 * Whether the caller may be served as far as its origin goes. Browsers send one; other clients send none, and carry no
 * cookies that could be misused. A page of this server itself may always call it.
 */
export function isAllowedOrigin(headers: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  const { origin } = headers;
  if (origin === undefined || isListedOrigin(origin, allowed)) return true;
  return URL.canParse(origin) && new URL(origin).host === headers.host;
}
