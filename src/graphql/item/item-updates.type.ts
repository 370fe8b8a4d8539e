import { Field, ObjectType } from 'type-graphql';
import type { PlaidItem, ProductUpdates } from '../../model/item.js';
import { DateTime } from '../scalars.js';

type Updates = NonNullable<PlaidItem['updates']>;

@ObjectType('ProductUpdates', {
  simpleResolvers: true,
  description: "When Plaid last tried to refresh one product's data at the institution.",
})
export class ProductUpdatesType implements ProductUpdates {
  @Field(() => DateTime, {
    nullable: true,
    description: 'The latest refresh that brought data; null when there was none yet.',
  })
  lastSuccessfulUpdate: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'The latest refresh that failed; null when none ever did.' })
  lastFailedUpdate: Date | null;
}

@ObjectType('LastWebhook', {
  simpleResolvers: true,
  description:
    'The newest webhook that Plaid sent about an Item, as Plaid remembers it: compare it with what your subscription received.',
})
export class LastWebhookType {
  @Field(() => DateTime, {
    nullable: true,
    description: 'When Plaid sent it; null when Plaid did not record the time.',
  })
  sentAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its webhook code, such as `ERROR` or `DEFAULT_UPDATE`; null when Plaid did not record it.',
  })
  codeSent: string | null;
}

@ObjectType('ItemUpdates', {
  simpleResolvers: true,
  description: "Plaid's bookkeeping of refreshes and webhooks for an Item.",
})
export class ItemUpdatesType implements Updates {
  @Field(() => ProductUpdatesType, {
    nullable: true,
    description: 'Refreshes of the Transactions product; null when the Item does not have it.',
  })
  transactions: ProductUpdates | null;

  @Field(() => ProductUpdatesType, {
    nullable: true,
    description: 'Refreshes of the Investments product; null when the Item does not have it.',
  })
  investments: ProductUpdates | null;

  @Field(() => LastWebhookType, {
    nullable: true,
    description: 'The last webhook that Plaid sent for the Item; null when it never sent one.',
  })
  lastWebhook: Updates['lastWebhook'];
}
