import type { ResolverData } from 'type-graphql';
import { GatewayError } from '../errors/gateway-error.js';
import type { Scope } from '../model/viewer.js';
import type { GatewayContext } from './context.js';

/** What `@Authorized` may name: a scope that is needed, or several of which any one is enough. */
export type ScopeRule = Scope | { readonly anyOf: readonly [Scope, ...Scope[]] };

/**
 * Lets an operation through whose viewer keeps every rule named by `@Authorized`. Fails with FORBIDDEN, naming the scope.
 * An arrow function on purpose: type-graphql takes one with a prototype for a class and constructs it.
 */
export const checkScopes = (
  { context }: Pick<ResolverData<GatewayContext>, 'context'>,
  rules: readonly ScopeRule[],
): true => {
  const { scopes } = context.viewer;
  for (const rule of rules) {
    const enough = typeof rule === 'string' ? [rule] : rule.anyOf;
    if (enough.some((scope) => scopes.has(scope))) continue;
    const named = enough.map((scope) => `"${scope}"`).join(' or ');
    throw new GatewayError('FORBIDDEN', `This needs the scope ${named}, which your sign-in does not have.`);
  }
  return true;
};
