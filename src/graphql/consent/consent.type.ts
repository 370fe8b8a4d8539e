import { Field, ID, ObjectType } from 'type-graphql';
import type { ConnectedApplication, ItemActivity } from '../../model/item-activity.js';
import type { OwnedItem } from '../../model/item.js';
import { PageInfoType } from '../connection/connection.js';
import { ItemType } from '../item/item.type.js';
import { DateTime, JsonObject } from '../scalars.js';

@ObjectType('ItemActivity', {
  simpleResolvers: true,
  description: "One change to the end user's consent for an Item, such as its creation or a change of the shared data.",
})
export class ItemActivityType implements ItemActivity {
  @Field(() => ID, { description: "Plaid's id of the activity." })
  id: string;

  @Field(() => String, {
    description: 'The type of change, such as `ITEM_CREATE` or `SCOPES_UPDATE`. Plaid may add types.',
  })
  activity: string;

  @Field(() => DateTime, {
    description: 'The day on which the change was initiated, as midnight UTC. Plaid does not report the time of day.',
  })
  initiatedDate: Date;

  @Field(() => String, {
    description: "Plaid's id of the application that initiated the change. Empty if Plaid does not report it.",
  })
  initiator: string;

  @Field(() => String, { description: 'The progress of the change, such as `SUCCESS`. Plaid may add states.' })
  state: string;

  @Field(() => ID, { nullable: true, description: 'The application that the change affects. Null if it affects none.' })
  targetApplicationId: string | null;

  @Field(() => JsonObject, {
    nullable: true,
    description: "What may be read since the change, as Plaid's snake_case object. Null if this did not change.",
  })
  scopes: Record<string, unknown> | null;
}

@ObjectType('ItemActivityConnection', {
  simpleResolvers: true,
  description: "A page of an Item's consent history, newest first.",
})
export class ItemActivityConnectionType {
  @Field(() => [ItemActivityType], { description: 'The activities on this page. Empty if there are none.' })
  nodes: ItemActivity[];

  @Field(() => [JsonObject], {
    description:
      "When each application last read each type of data. One object per application in Plaid's snake_case, with a time or null for each type. The same on every page.",
  })
  lastDataAccessTimes: Record<string, unknown>[];

  @Field(() => PageInfoType, {
    description:
      'Whether there are older activities. Plaid returns one cursor per page: `endCursor` is set only if there are more, and `startCursor` is never set.',
  })
  pageInfo: PageInfoType;
}

@ObjectType('ConnectedApplication', {
  simpleResolvers: true,
  description: 'An application that the end user allows to read an Item.',
})
export class ConnectedApplicationType implements ConnectedApplication {
  @Field(() => ID, { description: "Plaid's application_id. Pass it to `unlinkApplication`." })
  applicationId: string;

  @Field(() => String, { description: 'The name under which the application is registered with Plaid.' })
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'The name to display to end users. Null if it is the same as `name`.',
  })
  displayName: string | null;

  @Field(() => String, { nullable: true, description: "URL of the application's logo. Null if it has none." })
  logoUrl: string | null;

  @Field(() => String, {
    nullable: true,
    description: "URL of the application's website. Null if Plaid does not know it.",
  })
  applicationUrl: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why the application reads the data, as a text for end users. Null if it gives no reason.',
  })
  reasonForAccess: string | null;

  @Field(() => String, { description: 'The day on which the application was connected, as `YYYY-MM-DD`.' })
  createdAt: string;

  @Field(() => JsonObject, {
    nullable: true,
    description:
      "What the application may read, as Plaid's snake_case object. Null if it may read everything in the Item.",
  })
  scopes: Record<string, unknown> | null;
}

@ObjectType('UnlinkApplicationPayload', {
  simpleResolvers: true,
  description: 'The Item from which an application was disconnected.',
})
export class UnlinkApplicationPayload {
  @Field(() => ItemType, {
    description: 'The current state of the Item. Its status is PERMISSION_REVOKED if the application was yours.',
  })
  item: OwnedItem;
}

@ObjectType('UpdateApplicationScopesPayload', {
  simpleResolvers: true,
  description: "The Item for which an application's access was changed.",
})
export class UpdateApplicationScopesPayload {
  @Field(() => ItemType, { description: 'The current state of the Item.' })
  item: OwnedItem;
}
