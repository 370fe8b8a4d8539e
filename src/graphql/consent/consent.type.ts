import { Field, ID, ObjectType } from 'type-graphql';
import type { ConnectedApplication, ItemActivity } from '../../model/item-activity.js';
import type { OwnedItem } from '../../model/item.js';
import { PageInfoType } from '../connection/connection.js';
import { ItemType } from '../item/item.type.js';
import { DateTime, JsonObject } from '../scalars.js';

@ObjectType('ItemActivity', {
  simpleResolvers: true,
  description: 'One thing that happened to the consent for an Item, such as its making or a change of what is shared.',
})
export class ItemActivityType implements ItemActivity {
  @Field(() => ID, { description: "Plaid's id of the activity." })
  id: string;

  @Field(() => String, {
    description: 'What was done, such as `ITEM_CREATE` or `SCOPES_UPDATE`. Plaid adds kinds over time.',
  })
  activity: string;

  @Field(() => DateTime, { description: 'The day on which it was begun, at midnight UTC: Plaid tells no time of day.' })
  initiatedDate: Date;

  @Field(() => String, { description: "Plaid's id of the application that began it; empty when not told." })
  initiator: string;

  @Field(() => String, { description: 'How far it has come, such as `SUCCESS`. Plaid may add states.' })
  state: string;

  @Field(() => ID, { nullable: true, description: 'The application that it was done to; null when it is about none.' })
  targetApplicationId: string | null;

  @Field(() => JsonObject, {
    nullable: true,
    description: "What may be read since then, in Plaid's own keys; null when that did not change.",
  })
  scopes: Record<string, unknown> | null;
}

@ObjectType('ItemActivityConnection', {
  simpleResolvers: true,
  description: "A page of an Item's activities, newest first.",
})
export class ItemActivityConnectionType {
  @Field(() => [ItemActivityType], { description: 'The activities of this page. Empty when there are none.' })
  nodes: ItemActivity[];

  @Field(() => [JsonObject], {
    description:
      "When each application last read each kind of data, in Plaid's own keys: an object per application with a time or null per kind. The same on every page.",
  })
  lastDataAccessTimes: Record<string, unknown>[];

  @Field(() => PageInfoType, {
    description:
      'Whether older activities follow. Plaid gives one cursor per page: `endCursor` is set only when more follow, and `startCursor` never.',
  })
  pageInfo: PageInfoType;
}

@ObjectType('ConnectedApplication', {
  simpleResolvers: true,
  description: 'An application that the person allows to read an Item.',
})
export class ConnectedApplicationType implements ConnectedApplication {
  @Field(() => ID, { description: "Plaid's application_id: what `unlinkApplication` takes." })
  applicationId: string;

  @Field(() => String, { description: 'The name under which it is registered with Plaid.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'The name shown to people; null when it is `name`.' })
  displayName: string | null;

  @Field(() => String, { nullable: true, description: 'Address of its logo; null when it has none.' })
  logoUrl: string | null;

  @Field(() => String, { nullable: true, description: 'Address of its website; null when not known.' })
  applicationUrl: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it reads the data, in words for people; null when it gives no reason.',
  })
  reasonForAccess: string | null;

  @Field(() => String, { description: 'The day on which it was connected, as Plaid writes it: `YYYY-MM-DD`.' })
  createdAt: string;

  @Field(() => JsonObject, {
    nullable: true,
    description: "What it may read, in Plaid's own keys; null when everything that the Item has.",
  })
  scopes: Record<string, unknown> | null;
}

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
