import type { ResolverData } from 'type-graphql';
import { GatewayError } from '../errors/gateway-error.js';
import type { Scope } from '../model/viewer.js';
import type { GatewayContext } from './context.js';

/** What `@Authorized` may name: a scope that is needed. */
export type ScopeRule = Scope;

/**
 * Lets an operation through whose viewer keeps every rule named by `@Authorized`. Fails with FORBIDDEN, naming the scope.
 * An arrow function on purpose: type-graphql takes one with a prototype for a class and constructs it.
 */
export const checkScopes = (
  { context }: Pick<ResolverData<GatewayContext>, 'context'>,
  rules: readonly ScopeRule[],
): true => {
  const { scopes } = context.viewer;
  const missing = rules.find((scope) => !scopes.has(scope));
  if (missing === undefined) return true;
  throw new GatewayError('FORBIDDEN', `This needs the scope "${missing}", which your sign-in does not have.`);
};
