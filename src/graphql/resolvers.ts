/** Every resolver class. Exporting a class here is all it takes to add its fields to the schema. */
export { AccountQueries, AccountResolver } from './account/account.resolver.js';
export { BankTransferQueries } from './bank-transfer/bank-transfer.resolver.js';
export { ConsentMutations, ItemConsentResolver } from './consent/consent.resolver.js';
export { InstitutionQueries } from './institution/institution.resolver.js';
export { ItemConnectionResolver, ItemMutations, ItemQueries, ItemResolver } from './item/item.resolver.js';
export { ItemSubscriptions } from './item/item.subscriptions.js';
export { PlaidItemResolver } from './item/plaid-item.resolver.js';
export {
  ExchangePayloadResolver,
  LinkItemAddResultResolver,
  LinkSessionMetadataResolver,
  LinkSessionMutations,
  LinkSessionQueries,
  LinkSessionResolver,
} from './link-session/link-session.resolver.js';
export { LinkSessionSubscriptions } from './link-session/link-session.subscriptions.js';
export { NodeQueries } from './node/node.resolver.js';
export { PartnerMutations } from './partner/partner.resolver.js';
export { SandboxMutations } from './sandbox/sandbox.resolver.js';
export { ViewerResolver } from './viewer/viewer.resolver.js';
export {
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
export {
  GenericWebhookEventResolver,
  ItemEventsResolver,
  WebhookEventQueries,
  WebhookEventResolver,
} from './webhook-event/webhook-event.resolver.js';
export { WebhookEventSubscriptions } from './webhook-event/webhook-event.subscriptions.js';
