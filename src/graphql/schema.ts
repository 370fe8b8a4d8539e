import type { GraphQLSchema } from 'graphql';
import 'reflect-metadata';
import { buildSchema, type NonEmptyArray, type PubSub, type ValidatorFn } from 'type-graphql';
import { checkScopes, validateInput } from './resolver-checks.js';
import * as RESOLVERS from './resolvers.js';

/** type-graphql requires a PubSub, but every subscription reads the gateway's own feed. */
const NO_PUB_SUB: PubSub = {
  publish() {
    throw new Error('Subscriptions read the feed; nothing is published.');
  },
  subscribe() {
    throw new Error('Subscriptions read the feed; there are no topics.');
  },
};

/** Builds the executable schema. It is stateless: each operation brings its GatewayContext. */
export async function buildGatewaySchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: Object.values(RESOLVERS) as unknown as NonEmptyArray<new () => object>,
    authChecker: checkScopes,
    pubSub: NO_PUB_SUB,
    // type-graphql does not type the context of a schema.
    validateFn: validateInput as ValidatorFn,
  });
  describeRoots(schema);
  return schema;
}

/** type-graphql has no option for descriptions of the root types. */
function describeRoots(schema: GraphQLSchema): void {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const descriptions = [
    "Queries. Without the scope `operator`, they return only your own data and the public data of institutions. An object that belongs to another user is treated like one that does not exist.\n\nIn these descriptions, you are the user identified by the access token. The end user is the customer whose financial accounts your app reads, usually the same as you. The operator is the team that runs this gateway. 'Any UPSTREAM code' stands for all error codes that start with `UPSTREAM_`.",
    'Mutations. All mutations in a request run one after another, in the order written.',
    'Subscriptions, over WebSocket (graphql-ws), SSE (graphql-sse) or multipart HTTP. One field per request.',
  ];
  roots.forEach((root, index) => root && (root.description = descriptions[index]));
}
