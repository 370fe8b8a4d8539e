import { GatewayError } from '../errors/gateway-error.js';
import type { OwnerId } from '../model/ids.js';
import type { Viewer } from '../model/viewer.js';
import type { Endpoint } from '../plaid/endpoint.js';

/** Whether lists show the viewer every owner's Items: the viewer is an operator who may read Items. */
export const seesEveryItem = ({ scopes }: Viewer): boolean => scopes.has('operator') && scopes.has('items:read');

/**
 * Limits a read to what the viewer owns. An operator gets other owners' Items from the list of all Items. A read of them
 * that operators are not allowed fails with FORBIDDEN, and Plaid is not called. The check is in the loaders, below every resolver, so
 * that a new field cannot forget it.
 */
export function onlyOwn<Of extends { readonly ownerId: OwnerId }, Rest extends unknown[], Result>(
  viewer: Viewer,
  read: (of: Of, ...rest: Rest) => Promise<Result>,
): (of: Of, ...rest: Rest) => Promise<Result> {
  return (of, ...rest) =>
    of.ownerId === viewer.id ? read(of, ...rest) : Promise.reject(forbidden('only its owner may read this'));
}

/** The error for a read of another owner's Item. */
export function forbidden(why: string): GatewayError {
  return new GatewayError('FORBIDDEN', `This Item belongs to another owner: ${why}.`);
}

/** Fails with FORBIDDEN when the viewer lacks the scope of the endpoint. Plaid is not called then. */
export function requireScope({ scopes }: Viewer, { scope }: Endpoint): void {
  if (scope === null || scopes.has(scope)) return;
  throw new GatewayError('FORBIDDEN', `This needs the scope "${scope}", which your access token does not have.`);
}
