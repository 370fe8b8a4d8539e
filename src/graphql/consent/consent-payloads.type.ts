import { Field, ObjectType } from 'type-graphql';
import type { OwnedItem } from '../../model/item.js';
import { ItemType } from '../item/item.type.js';

@ObjectType('UnlinkApplicationPayload', {
  simpleResolvers: true,
  description: 'The Item that an application can no longer read.',
})
export class UnlinkApplicationPayload {
  @Field(() => ItemType, { description: 'The Item as it is now; PERMISSION_REVOKED when the application was yours.' })
  item: OwnedItem;
}

@ObjectType('UpdateApplicationScopesPayload', {
  simpleResolvers: true,
  description: 'The Item of which an application may read something else now.',
})
export class UpdateApplicationScopesPayload {
  @Field(() => ItemType, { description: 'The Item as it is now.' })
  item: OwnedItem;
}
