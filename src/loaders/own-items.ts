import { GatewayError } from '../errors/gateway-error.js';
import type { OwnerId } from '../model/ids.js';
import type { Viewer } from '../model/viewer.js';

/** Whether the viewer is shown every owner's Items in lists: an operator who may read Items. */
export const seesEveryItem = ({ scopes }: Viewer): boolean => scopes.has('operator') && scopes.has('items:read');

/**
 * Limits a read to things of the viewer's own. An operator holds Items of others, from the list of all; what they may not
 * read of those fails with FORBIDDEN, and Plaid is not asked. It is here, below everything that serves operations, so that a
 * new field cannot forget it.
 */
export function onlyOwn<Of extends { readonly ownerId: OwnerId }, Rest extends unknown[], Result>(
  viewer: Viewer,
  read: (of: Of, ...rest: Rest) => Promise<Result>,
): (of: Of, ...rest: Rest) => Promise<Result> {
  return (of, ...rest) =>
    of.ownerId === viewer.id ? read(of, ...rest) : Promise.reject(forbidden('its owner alone may read this'));
}

/** What belongs to another owner may not be read like this. */
export function forbidden(why: string): GatewayError {
  return new GatewayError('FORBIDDEN', `This Item belongs to somebody else: ${why}.`);
}
