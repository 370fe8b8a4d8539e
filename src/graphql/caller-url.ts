import { ValidateBy } from 'class-validator';
import { isLoopback } from '../config/addresses.js';
import { isAppScheme } from '../config/link.js';
import type { LinkPolicy } from './context.js';
import { WrittenUrl } from './scalars.js';

/** The rules for every URL in an input. An error names the broken rule, never the URL. */
export const CALLER_URL_RULES = {
  length: 'must have 1 to 2048 characters',
  characters: 'must contain only visible ASCII characters without backslashes; percent-encode all others',
  form: 'must be an absolute URL with an allowed scheme',
  userinfo: 'must not contain a user name or password',
} as const;

const MAX_URL_LENGTH = 2_048;

/**
 * Line breaks could inject a header, and URL parsers drop them silently; only browsers treat a backslash as a slash. If two
 * parsers read a URL differently, a check of one does not protect the other.
 */
const VISIBLE = /^[!-[\]-~]+$/;
/** A web URL with exactly two slashes. WHATWG parsers also accept fewer or more and repair them. */
const WEB_ADDRESS = /^https?:\/\/([^/?#]+)/i;

/** The rule that a URL breaks, or null. `scheme`: only http(s), or app schemes as well. */
export function brokenUrlRule(text: string, scheme: 'web' | 'web or app'): string | null {
  if (text.length < 1 || text.length > MAX_URL_LENGTH) return CALLER_URL_RULES.length;
  if (!VISIBLE.test(text)) return CALLER_URL_RULES.characters;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return CALLER_URL_RULES.form;
  const isApp = scheme === 'web or app' && isAppScheme(url.protocol);
  const authority = WEB_ADDRESS.exec(text)?.[1];
  if (!isApp && authority === undefined) return CALLER_URL_RULES.form;
  const hasUserinfo = url.username !== '' || url.password !== '' || authority?.includes('@') === true;
  return hasUserinfo ? CALLER_URL_RULES.userinfo : null;
}

/** Validates an input field that is a URL. Every such field must have it; test/integration/gateway/caller-urls.test.ts checks this. */
export function IsCallerUrl(scheme: 'web' | 'web or app'): PropertyDecorator {
  const broken = (value: unknown): string | null => {
    const text = value instanceof WrittenUrl ? value.written : value;
    return typeof text === 'string' ? brokenUrlRule(text, scheme) : CALLER_URL_RULES.form;
  };
  return ValidateBy({
    name: 'isCallerUrl',
    validator: {
      validate: (value) => broken(value) === null,
      defaultMessage: (check) => broken(check?.value) ?? CALLER_URL_RULES.form,
    },
  });
}

/** Whether LINK_ALLOWED_REDIRECT_ORIGINS allows Link to redirect to this URL, which must follow the rules above. */
export function isAllowedRedirect(text: string, { allowedRedirectOrigins }: LinkPolicy): boolean {
  const { protocol, host, hostname } = new URL(text);
  const isWeb = !isAppScheme(protocol);
  if (allowedRedirectOrigins === null) return !isWeb || isLoopback(hostname);
  return allowedRedirectOrigins.includes(isWeb ? `${protocol}//${host}` : protocol);
}
