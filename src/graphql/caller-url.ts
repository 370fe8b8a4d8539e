import { ValidateBy } from 'class-validator';
import { isLoopback } from '../config/addresses.js';
import { isAppScheme } from '../config/link.js';
import type { LinkPolicy } from './context.js';
import { WrittenUrl } from './scalars.js';

/** The rules of every URL that a caller writes, whatever it is for. An error names one of them, never the URL. */
export const CALLER_URL_RULES = {
  length: 'must have 1 to 2048 characters',
  characters: 'must consist of visible ASCII characters without backslashes; percent-encode all others',
  form: 'must be an absolute URL with a scheme that is allowed here',
  userinfo: 'must have no user name and no password',
} as const;

const MAX_URL_LENGTH = 2_048;

/**
 * Line ends would end a header, a parser drops them without a word, and a backslash is a slash to browsers alone: a URL that
 * two parsers read differently is not checked by either.
 */
const VISIBLE = /^[!-[\]-~]+$/;
/** What WHATWG parsers mend: a web address without its two slashes or with more of them. */
const WEB_ADDRESS = /^https?:\/\/([^/?#]+)/i;

/** The rule that a caller's URL breaks; null for none. `scheme`: web addresses alone, or those of apps as well. */
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

/** Marks a field of an input that is a URL of the caller's. Every such field carries it: test/integration/gateway/caller-urls.test.ts. */
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

/** True for a URL that keeps the rules above and leads where LINK_ALLOWED_REDIRECT_ORIGINS lets Link lead. */
export function isAllowedRedirect(text: string, { allowedRedirectOrigins }: LinkPolicy): boolean {
  const { protocol, host, hostname } = new URL(text);
  const isWeb = !isAppScheme(protocol);
  if (allowedRedirectOrigins === null) return !isWeb || isLoopback(hostname);
  return allowedRedirectOrigins.includes(isWeb ? `${protocol}//${host}` : protocol);
}
