import type { ResolverData } from 'type-graphql';
import { GatewayError } from '../errors/gateway-error.js';
import type { Scope } from '../model/viewer.js';
import type { GatewayContext } from './context.js';

/**
 * Lets an operation through whose viewer has every scope named by `@Authorized`. Fails with FORBIDDEN, naming the scope.
 * An arrow function on purpose: type-graphql takes one with a prototype for a class and constructs it.
 */
export const checkScopes = ({ context }: Pick<ResolverData<GatewayContext>, 'context'>, scopes: Scope[]): true => {
  const missing = scopes.find((scope) => !context.viewer.scopes.has(scope));
  if (missing !== undefined) {
    throw new GatewayError('FORBIDDEN', `This needs the scope "${missing}", which your sign-in does not have.`);
  }
  return true;
};
