/** Every resolver class. Exporting a class here is all it takes to add its fields to the schema. */
export { AccountQueries, AccountResolver } from './account/account.resolver.js';
export { BankTransferQueries } from './bank-transfer/bank-transfer.resolver.js';
export { ConsentMutations, ItemConsentResolver } from './consent/consent.resolver.js';
export { InstitutionQueries } from './institution/institution.resolver.js';
export { ItemMutations } from './item/item.mutations.js';
export { ItemQueries } from './item/item.queries.js';
export { ItemConnectionResolver, ItemResolver, PlaidItemResolver } from './item/item.resolver.js';
export { ItemSubscriptions } from './item/item.subscriptions.js';
export { LinkSessionMutations } from './link-session/link-session.mutations.js';
export {
  ExchangePayloadResolver,
  LinkItemAddResultResolver,
  LinkSessionMetadataResolver,
  LinkSessionQueries,
  LinkSessionResolver,
} from './link-session/link-session.resolver.js';
export { LinkSessionSubscriptions } from './link-session/link-session.subscriptions.js';
export { NodeQueries } from './node/node.queries.js';
export { PartnerMutations } from './partner/partner.mutations.js';
export { SandboxMutations } from './sandbox/sandbox.mutations.js';
export { ViewerResolver } from './viewer/viewer.resolver.js';
export {
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
export {
  GenericWebhookEventResolver,
  WebhookEventQueries,
  WebhookEventResolver,
} from './webhook-event/webhook-event.resolver.js';
export { WebhookEventSubscriptions } from './webhook-event/webhook-event.subscriptions.js';
