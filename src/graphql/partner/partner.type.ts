import { Field, ObjectType } from 'type-graphql';
import type { OwnedItem } from '../../model/item.js';
import { ItemType } from '../item/item.type.js';
import { DateTime } from '../scalars.js';

@ObjectType('CreateProcessorTokenPayload', { simpleResolvers: true, description: 'The token to send to the partner.' })
export class CreateProcessorTokenPayload {
  @Field(() => String, {
    description:
      'Gives one partner access to one account until the Item is removed. Send it to the partner and do not store it; the gateway does not store it either.',
  })
  processorToken: string;
}

@ObjectType('CreateStripeBankAccountTokenPayload', {
  simpleResolvers: true,
  description: 'What Stripe needs to use the account.',
})
export class CreateStripeBankAccountTokenPayload {
  @Field(() => String, { description: 'Starts with `btok_` and can be used once, at Stripe. Do not store or log it.' })
  stripeBankAccountToken: string;
}

@ObjectType('ImportItemPayload', { simpleResolvers: true, description: 'The Item that was stored for its owner.' })
export class ImportItemPayload {
  @Field(() => ItemType, { description: 'The new Item. Its access token never leaves the gateway.' })
  item: OwnedItem;
}

@ObjectType('CreateLayerSessionPayload', { simpleResolvers: true, description: 'What your app needs to open Layer.' })
export class CreateLayerSessionPayload {
  @Field(() => String, {
    description: "The token with which your app opens Layer. Send it only to the end user's own device.",
  })
  linkToken: string;

  @Field(() => DateTime, { description: 'When the token expires, in UTC.' })
  expiration: Date;
}
