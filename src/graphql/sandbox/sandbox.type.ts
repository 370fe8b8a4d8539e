import { Field, ObjectType } from 'type-graphql';
import type { OwnedItem } from '../../model/item.js';
import type { AccountWithItem } from '../account/account-with-item.js';
import { AccountObjectType } from '../account/account.type.js';
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

@ObjectType('SandboxCreatePublicTokenPayload', {
  simpleResolvers: true,
  description: "What Link's onSuccess would have handed to your app.",
})
export class SandboxCreatePublicTokenPayload {
  @Field(() => String, { description: 'A public token for `exchangePublicToken`: valid for 30 minutes, for one use.' })
  publicToken: string;
}

@ObjectType('SandboxSetVerificationStatusPayload', {
  simpleResolvers: true,
  description: 'The test account whose verification ended.',
})
export class SandboxSetVerificationStatusPayload {
  @Field(() => AccountObjectType, {
    nullable: true,
    description: 'The account as it is now. Null when the institution no longer lists it.',
  })
  account: AccountWithItem | null;
}
