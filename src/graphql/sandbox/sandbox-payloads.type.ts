import { Field, ObjectType } from 'type-graphql';
import type { OwnedItem } from '../../model/item.js';
import { ItemType } from '../item/item.type.js';

@ObjectType('SandboxCreateItemPayload', { simpleResolvers: true, description: 'The test Item that was made.' })
export class SandboxCreateItemPayload {
  @Field(() => ItemType, { description: 'The new Item, stored for you like one that came through Link.' })
  item: OwnedItem;
}

@ObjectType('SandboxResetLoginPayload', { simpleResolvers: true, description: 'The test Item that was broken.' })
export class SandboxResetLoginPayload {
  @Field(() => ItemType, {
    description: 'The Item, now LOGIN_REQUIRED. The ITEM/ERROR webhook follows within moments.',
  })
  item: OwnedItem;
}

@ObjectType('SandboxFireWebhookPayload', { simpleResolvers: true, description: 'Whether a test webhook was sent.' })
export class SandboxFireWebhookPayload {
  @Field(() => Boolean, {
    description: 'True when Plaid sent it. It arrives as an event of its own, usually within a second.',
  })
  webhookFired: boolean;
}
