import type { EnvReader } from './read-env.js';

/** True for a loopback host name or address. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** An absolute http(s) URL without credentials, query or fragment. Its trailing slash is removed. */
export function readHttpUrl(env: EnvReader, name: string, rules: { httpsUnlessLoopback: boolean }): string | null {
  const value = env.text(name);
  if (value === null) return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    env.problem(name, 'must be an http or https URL');
    return null;
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '' || url.search !== '') {
    env.problem(name, 'must not have a user name, password, query or fragment');
    return null;
  }
  if (rules.httpsUnlessLoopback && url.protocol === 'http:' && !isLoopback(url.hostname)) {
    env.problem(name, 'must use https unless it is a loopback address');
    return null;
  }
  return value.replace(/\/+$/, '');
}

/** A comma-separated list of exact origins such as `https://app.example.com`; null when unset. */
export function readOrigins(env: EnvReader, name: string): string[] | null {
  const entries = env.list(name);
  if (entries === null) return null;
  const bad = entries.some((entry) => !URL.canParse(entry) || new URL(entry).origin !== entry.replace(/\/$/, ''));
  if (bad) env.problem(name, 'must be a comma-separated list of origins such as https://app.example.com');
  return bad ? [] : entries.map((entry) => new URL(entry).origin);
}

/** A database or Redis URL with one of these schemes. Only its syntax is checked. */
export function readServiceUrl(env: EnvReader, name: string, schemes: readonly string[]): string | null {
  const value = env.secret(name);
  if (value === null) return null;
  if (URL.canParse(value) && schemes.includes(new URL(value).protocol.replace(':', ''))) return value;
  env.problem(name, `must be a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`);
  return null;
}
