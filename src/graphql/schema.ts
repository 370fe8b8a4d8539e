import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchema, type NonEmptyArray, type PubSub, type ResolverData } from 'type-graphql';
import { AccountQueries, AccountResolver } from './account/account.resolver.js';
import { BankTransferQueries } from './bank-transfer/bank-transfer.resolver.js';
import { ConsentMutations, ItemConsentResolver } from './consent/consent.resolver.js';
import { checkScopes } from './auth-checker.js';
import { validateInput } from './validate-input.js';
import type { GatewayContext } from './context.js';
import { InstitutionQueries } from './institution/institution.resolver.js';
import {
  ExchangePayloadResolver,
  LinkItemAddResultResolver,
  LinkSessionMetadataResolver,
  LinkSessionMutations,
  LinkSessionQueries,
  LinkSessionResolver,
} from './link-session/link-session.resolver.js';
import {
  ItemConnectionResolver,
  ItemMutations,
  ItemQueries,
  ItemResolver,
  PlaidItemResolver,
} from './item/item.resolver.js';
import { ItemSubscriptions } from './item/item.subscriptions.js';
import { LinkSessionSubscriptions } from './link-session/link-session.subscriptions.js';
import { NodeQueries } from './node/node.resolver.js';
import { PartnerMutations } from './partner/partner.resolver.js';
import { SandboxMutations } from './sandbox/sandbox.resolver.js';
import { ViewerResolver } from './viewer/viewer.resolver.js';
import {
  GenericWebhookEventResolver,
  ItemEventsResolver,
  WebhookEventQueries,
  WebhookEventResolver,
} from './webhook-event/webhook-event.resolver.js';
import {
  AuthDefaultUpdateResolver,
  EventAccountResolver,
  EventErrorResolver,
  EventLinkResolver,
  LinkEventsResolver,
  LinkSessionFinishedResolver,
  PendingDisconnectResolver,
  PendingExpirationResolver,
  SmsMicrodepositsResolver,
  WebhookUpdateAcknowledgedResolver,
} from './webhook-event/typed-events.resolver.js';
import { WebhookEventSubscriptions } from './webhook-event/webhook-event.subscriptions.js';

const RESOLVERS: NonEmptyArray<new () => object> = [
  AccountQueries,
  AccountResolver,
  AuthDefaultUpdateResolver,
  BankTransferQueries,
  ConsentMutations,
  EventAccountResolver,
  EventErrorResolver,
  EventLinkResolver,
  ExchangePayloadResolver,
  GenericWebhookEventResolver,
  InstitutionQueries,
  ItemConnectionResolver,
  ItemConsentResolver,
  ItemEventsResolver,
  ItemMutations,
  ItemQueries,
  ItemResolver,
  ItemSubscriptions,
  LinkEventsResolver,
  LinkItemAddResultResolver,
  LinkSessionFinishedResolver,
  LinkSessionMetadataResolver,
  LinkSessionMutations,
  LinkSessionQueries,
  LinkSessionResolver,
  LinkSessionSubscriptions,
  NodeQueries,
  PendingDisconnectResolver,
  PendingExpirationResolver,
  PartnerMutations,
  PlaidItemResolver,
  SandboxMutations,
  SmsMicrodepositsResolver,
  ViewerResolver,
  WebhookEventQueries,
  WebhookEventResolver,
  WebhookEventSubscriptions,
  WebhookUpdateAcknowledgedResolver,
];

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
    resolvers: RESOLVERS,
    authChecker: checkScopes,
    pubSub: NO_PUB_SUB,
    // type-graphql does not type the context of a schema.
    validateFn: (argument, _type, data) => validateInput(argument, data as ResolverData<GatewayContext>),
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
