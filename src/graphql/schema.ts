import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchema, type NonEmptyArray, type PubSub, type ResolverData } from 'type-graphql';
import { checkScopes } from './auth-checker.js';
import * as RESOLVERS from './resolvers.js';
import { validateInput } from './validate-input.js';
import type { GatewayContext } from './context.js';

/** type-graphql insists on one, though every subscription here reads the gateway's own feed and never a topic. */
const NO_PUB_SUB: PubSub = {
  publish() {
    throw new Error('Subscriptions read the feed; nothing is published.');
  },
  subscribe() {
    throw new Error('Subscriptions read the feed; there are no topics.');
  },
};

/** The whole schema, executable. Holds nothing: what an operation needs comes in its GatewayContext. */
export async function buildGatewaySchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: Object.values(RESOLVERS) as unknown as NonEmptyArray<new () => object>,
    authChecker: checkScopes,
    pubSub: NO_PUB_SUB,
    // type-graphql knows no type for the context of a whole schema.
    validateFn: (argument, _type, data) => validateInput(argument, data as ResolverData<GatewayContext>),
  });
  describeRoots(schema);
  return schema;
}

/** type-graphql has no place for the descriptions of the root types. */
function describeRoots(schema: GraphQLSchema): void {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const descriptions = [
    "What can be read. All of it is limited to what the viewer owns; what is absent and what is somebody else's look the same.",
    'What can be changed. The fields of one request run one after the other, in the order written.',
    'What can be watched, over WebSocket (graphql-ws). One field per request.',
  ];
  roots.forEach((root, index) => root && (root.description = descriptions[index]));
}
