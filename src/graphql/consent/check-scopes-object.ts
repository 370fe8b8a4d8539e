import { badUserInput } from '../../errors/gateway-error.js';
import { searchJson } from '../link-session/link-options.js';

/** Fails with BAD_USER_INPUT when the object holds what is the gateway's own to say, or cannot be written as JSON. */
export function checkScopesObject(scopes: Record<string, unknown>): void {
  const found = searchJson(scopes);
  if (!found.hasReservedKey && !found.isTooDeep) return;
  const rule = 'must be what an application may read, in keys of Plaid, and not nested deeply';
  throw badUserInput('The scopes are not scopes.', [{ path: 'input.scopes', rule }]);
}
