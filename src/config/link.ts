import { isLoopback } from './addresses.js';
import type { LinkConfig } from './config.js';
import type { EnvReader } from './read-env.js';

const REDIRECTS = 'LINK_ALLOWED_REDIRECT_ORIGINS';

/** RFC 3986 section 3.1, with the colon, like `URL.protocol`. */
const SCHEME = /^[a-z][a-z0-9+.-]*:$/;

/**
 * Schemes that do not open an app of the caller: a browser or phone handles them itself, by running code, reading local data,
 * calling or messaging. http and https are allowed by origin instead.
 */
const RESERVED_SCHEMES = new Set(
  (
    'http https ws wss ftp javascript vbscript data blob file filesystem about view-source content intent ' +
    'mailto tel callto sms smsto mms facetime geo market itms-apps itms-services shell search search-ms jar ' +
    'chrome edge opera moz-extension chrome-extension resource res vnd.ms ms-msdt ssh telnet ldap ldaps gopher news nntp'
  )
    .split(' ')
    .map((name) => `${name}:`),
);

/** True for the scheme of an app, with its colon, such as `myapp:`. */
export function isAppScheme(scheme: string): boolean {
  return SCHEME.test(scheme) && !RESERVED_SCHEMES.has(scheme) && !scheme.startsWith('ms-');
}

/** Defaults for Link sessions, and which of them callers may override. */
export function readLink(env: EnvReader, production: boolean): LinkConfig {
  return {
    clientName: env.text('PLAID_CLIENT_NAME') ?? 'Plaid Gateway',
    language: env.text('PLAID_LANGUAGE') ?? 'en',
    countryCodes: env.list('PLAID_COUNTRY_CODES') ?? ['US'],
    allowedRedirectOrigins: readRedirects(env, production),
    allowClientName: env.flag('LINK_ALLOW_CLIENT_NAME', false),
    allowSms: env.flag('LINK_ALLOW_SMS', false),
  };
}

function readRedirects(env: EnvReader, production: boolean): string[] | null {
  const entries = env.list(REDIRECTS);
  if (entries === null) return production ? [] : null;
  const read = entries.map((entry) => (isAppScheme(entry.toLowerCase()) ? entry.toLowerCase() : originOf(entry)));
  const refused = read.some(
    (entry) => entry === null || (entry.startsWith('http:') && (production || !isLocal(entry))),
  );
  if (!refused) return read.filter((entry) => entry !== null);
  env.problem(
    REDIRECTS,
    'must be a comma-separated list of https origins and app schemes, such as https://app.example.com,myapp:',
  );
  return [];
}

/** The entry as an origin; null when it is not one, or has a path or other parts. */
function originOf(entry: string): string | null {
  // A wildcard would be taken for the name of a host, and match nothing.
  const url = URL.canParse(entry) && !entry.includes('*') ? new URL(entry) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  return url.origin === entry.replace(/\/$/, '') ? url.origin : null;
}

function isLocal(origin: string): boolean {
  return isLoopback(new URL(origin).hostname);
}
