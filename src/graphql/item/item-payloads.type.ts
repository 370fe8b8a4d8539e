import { Field, ID, ObjectType } from 'type-graphql';
import type { OwnedItem } from '../../model/item.js';
import { ItemType } from './item.type.js';

@ObjectType('RemoveItemPayload', { simpleResolvers: true, description: 'What was removed.' })
export class RemoveItemPayload {
  @Field(() => ID, {
    description: 'The id of the Item that is gone, for clearing caches. It answers null and NOT_FOUND from now on.',
  })
  removedItemId: string;
}

@ObjectType('UpdateItemWebhookPayload', {
  simpleResolvers: true,
  description: 'The Item with its new webhook address.',
})
export class UpdateItemWebhookPayload {
  @Field(() => ItemType, { description: 'The Item as Plaid has it now.' })
  item: OwnedItem;
}

@ObjectType('RotateAccessTokenPayload', { simpleResolvers: true, description: 'The Item whose token was replaced.' })
export class RotateAccessTokenPayload {
  @Field(() => ItemType, { description: 'The same Item: its id and state are unchanged.' })
  item: OwnedItem;
}
