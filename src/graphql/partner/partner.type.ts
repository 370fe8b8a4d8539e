import { Field, ObjectType } from 'type-graphql';
import type { OwnedItem } from '../../model/item.js';
import { ItemType } from '../item/item.type.js';
import { DateTime } from '../scalars.js';

@ObjectType('CreateProcessorTokenPayload', { simpleResolvers: true, description: 'What to hand to the partner.' })
export class CreateProcessorTokenPayload {
  @Field(() => String, {
    description:
      'Opens one account to one partner, until the Item is removed. Send it to the partner and do not keep it; the gateway does not either.',
  })
  processorToken: string;
}

@ObjectType('CreateStripeBankAccountTokenPayload', { simpleResolvers: true, description: 'What to hand to Stripe.' })
export class CreateStripeBankAccountTokenPayload {
  @Field(() => String, { description: 'Begins with `btok_`; good for one use at Stripe. Neither keep nor log it.' })
  stripeBankAccountToken: string;
}

@ObjectType('ImportItemPayload', { simpleResolvers: true, description: 'What an import has made.' })
export class ImportItemPayload {
  @Field(() => ItemType, { description: 'The new Item, stored for its owner.' })
  item: OwnedItem;
}

@ObjectType('CreateLayerSessionPayload', { simpleResolvers: true, description: 'What Layer is opened with.' })
export class CreateLayerSessionPayload {
  @Field(() => String, { description: "What the app opens Layer with. Meant for the person's own device alone." })
  linkToken: string;

  @Field(() => DateTime, { description: 'When it can no longer be opened.' })
  expiration: Date;
}
