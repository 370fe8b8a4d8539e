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
import { ItemMutations } from './item/item.mutations.js';
import { ItemQueries } from './item/item.queries.js';
import {
  ExchangePayloadResolver,
  LinkItemAddResultResolver,
  LinkSessionMetadataResolver,
  LinkSessionQueries,
  LinkSessionResolver,
} from './link-session/link-session.resolver.js';
import { ItemConnectionResolver, ItemResolver, PlaidItemResolver } from './item/item.resolver.js';
import { ItemSubscriptions } from './item/item.subscriptions.js';
import { LinkSessionMutations } from './link-session/link-session.mutations.js';
import { LinkSessionSubscriptions } from './link-session/link-session.subscriptions.js';
import { NodeQueries } from './node/node.queries.js';
import { PartnerMutations } from './partner/partner.mutations.js';
import { SandboxMutations } from './sandbox/sandbox.mutations.js';
import { ViewerResolver } from './viewer/viewer.resolver.js';
import {
  GenericWebhookEventResolver,
  WebhookEventQueries,
  WebhookEventResolver,
} from './webhook-event/webhook-event.resolver.js';
import {
  AuthDefaultUpdateResolver,
  EventAccountResolver,
  EventErrorResolver,
  EventLinkResolver,
  ItemEventsResolver,
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
    resolvers: RESOLVERS,
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
