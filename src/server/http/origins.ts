import type { IncomingHttpHeaders } from 'node:http';

/** The suffix of a list entry that allows every port of its host. */
const ANY_PORT = ':*';

/** Whether the list allows this origin. `http://localhost:*` allows every port of that host. */
export function isListedOrigin(origin: string, allowed: readonly string[]): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, origin: normalized } = new URL(origin);
  // A browser sends only scheme, host and port.
  if (normalized !== origin) return false;
  return allowed.includes(origin) || allowed.includes(`${protocol}//${hostname}${ANY_PORT}`);
}

/**
 * Whether the request's origin is allowed. Browsers always send one for cross-origin requests. Other clients send none, and
 * have no cookies that another site could use. The server's own pages are always allowed.
 */
export function isAllowedOrigin(headers: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  const { origin } = headers;
  if (origin === undefined || isListedOrigin(origin, allowed)) return true;
  return URL.canParse(origin) && new URL(origin).host === headers.host;
}
