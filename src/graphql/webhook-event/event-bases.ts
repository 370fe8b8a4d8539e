import { Field, ID, ObjectType } from 'type-graphql';
import type { UpdatedAuthAccount } from '../../model/webhook-details.js';
import { WebhookEventType } from './webhook-event.type.js';

// What several events share. These are no types of the schema: only what extends them is.

/** Fields in event-details.resolver.ts: `error`. */
@ObjectType()
export abstract class EventWithErrorType extends WebhookEventType {}

/** Fields in event-details.resolver.ts: `accountId`, and `error`. */
@ObjectType()
export abstract class EventOfAccountType extends EventWithErrorType {}

/** Fields in event-details.resolver.ts: `linkSessionId` and `linkSession`. */
@ObjectType()
export abstract class EventOfLinkType extends WebhookEventType {}

@ObjectType('UpdatedAuthAccount', {
  simpleResolvers: true,
  description: 'An account whose account or routing number changed.',
})
export class UpdatedAuthAccountType implements UpdatedAuthAccount {
  @Field(() => ID, { description: "Plaid's account_id of the account." })
  accountId: string;

  @Field(() => [String], {
    description:
      'What changed: `ACCOUNT_NUMBER`, `ROUTING_NUMBER` or both. Plaid may add values. If empty, assume that both changed.',
  })
  changes: string[];
}
