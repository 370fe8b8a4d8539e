import { Field, ObjectType } from 'type-graphql';
import type { OwnedItem } from '../../model/item.js';
import type { AccountWithItem } from '../account/account-with-item.js';
import { AccountObjectType } from '../account/account.type.js';
import { ItemType } from '../item/item.type.js';

@ObjectType('SandboxCreateItemPayload', { simpleResolvers: true, description: 'The test Item, stored in the gateway.' })
export class SandboxCreateItemPayload {
  @Field(() => ItemType, { description: 'The new Item, stored like one that was linked through Link.' })
  item: OwnedItem;
}

@ObjectType('SandboxResetLoginPayload', { simpleResolvers: true, description: 'The test Item whose login was broken.' })
export class SandboxResetLoginPayload {
  @Field(() => ItemType, {
    description: 'The Item. Its status is now LOGIN_REQUIRED, and the ITEM/ERROR webhook follows within moments.',
  })
  item: OwnedItem;
}

@ObjectType('SandboxFireWebhookPayload', { simpleResolvers: true, description: 'Whether Plaid sent the test webhook.' })
export class SandboxFireWebhookPayload {
  @Field(() => Boolean, {
    description: 'True if Plaid sent the webhook. It usually arrives as an event within a second.',
  })
  webhookFired: boolean;
}

@ObjectType('SandboxCreatePublicTokenPayload', {
  simpleResolvers: true,
  description: "What Link's `onSuccess` callback would return to your app.",
})
export class SandboxCreatePublicTokenPayload {
  @Field(() => String, {
    description: 'The public token for `exchangePublicToken`. It is valid for 30 minutes and can be exchanged once.',
  })
  publicToken: string;
}

@ObjectType('SandboxSetVerificationStatusPayload', {
  simpleResolvers: true,
  description: 'The test account whose verification result was set.',
})
export class SandboxSetVerificationStatusPayload {
  @Field(() => AccountObjectType, {
    nullable: true,
    description: 'The current state of the account. Null if the institution no longer lists it.',
  })
  account: AccountWithItem | null;
}
