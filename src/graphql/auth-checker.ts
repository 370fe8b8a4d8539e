import type { ResolverData } from 'type-graphql';
import { GatewayError } from '../errors/gateway-error.js';
import type { Scope } from '../model/viewer.js';
import type { GatewayContext } from './context.js';

/** The required scopes that `@Authorized` may name. */
export type ScopeRule = Scope;

/**
 * Lets a field execute whose viewer has every scope that `@Authorized` names. Fails with FORBIDDEN and names the scope.
 * It is an arrow function because type-graphql treats a function with a prototype as a class and constructs it.
 */
export const checkScopes = (
  { context }: Pick<ResolverData<GatewayContext>, 'context'>,
  rules: readonly ScopeRule[],
): true => {
  const { scopes } = context.viewer;
  const missing = rules.find((scope) => !scopes.has(scope));
  if (missing === undefined) return true;
  throw new GatewayError('FORBIDDEN', `This needs the scope "${missing}", which your access token does not have.`);
};
