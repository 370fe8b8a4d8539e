import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import {
  ITEM_STATUSES,
  type OwnedItem,
  type PlaidItem,
  type ProductUpdates,
  REQUIRED_ACTIONS,
} from '../../model/item.js';
import { PageInfoType } from '../connection/connection.js';
import { NodeType } from '../node/node.type.js';
import { DateTime } from '../scalars.js';
import { toEnum } from '../to-enum.js';

export const ItemStatusEnum = toEnum(ITEM_STATUSES);

export const RequiredActionEnum = toEnum(REQUIRED_ACTIONS);

export const ItemUpdateTypeEnum = toEnum(['BACKGROUND', 'USER_PRESENT_REQUIRED', 'UNKNOWN']);

registerEnumType(ItemStatusEnum, {
  name: 'ItemStatus',
  description:
    "The status of an Item. Derived from Plaid's record of the Item, from the results of calls to Plaid, and from webhooks.",
  valuesConfig: {
    HEALTHY: { description: 'Data can be read, and access is not about to end.' },
    LOGIN_REQUIRED: {
      description:
        "The institution no longer accepts the end user's stored login. Calls for live data fail until the end user has gone through Link update mode.",
    },
    PENDING_EXPIRATION: {
      description:
        "The end user's consent expires at `consentExpirationTime`. Data can be read until then; the status then becomes LOGIN_REQUIRED.",
    },
    PENDING_DISCONNECT: {
      description: 'The institution will end access at `disconnectTime`. Data can be read until then.',
    },
    PERMISSION_REVOKED: {
      description: 'The end user revoked access at the institution or in Plaid Portal. No data can be read.',
    },
    ERROR: { description: 'Plaid reports a problem that no other status covers. See `error`.' },
    UNKNOWN: {
      description:
        'Plaid could not be reached, so the status is not known. The end user does not have to do anything. Try again later, or contact the operator of the gateway if `requiredAction` is CONTACT_SUPPORT.',
    },
  },
});

registerEnumType(RequiredActionEnum, {
  name: 'RequiredAction',
  description: 'The next step for the end user of an Item. Use it to choose a button or notice to display.',
  valuesConfig: {
    NONE: { description: 'The Item works. There is nothing to do.' },
    REAUTHENTICATE: {
      description:
        'Open Link in update mode now: call `createLinkSession` with `updateItemId`. The Item and its ids stay the same.',
    },
    RENEW_CONSENT: {
      description:
        'Open Link in update mode before `consentExpirationTime` or `disconnectTime`, whichever is set. The Item works until then.',
    },
    RELINK: {
      description:
        'The Item cannot be repaired. Link an institution again with a new `createLinkSession`, then remove this Item with `removeItem`. If the error is NO_ACCOUNTS, the end user must choose other accounts. If it is INSTITUTION_NO_LONGER_SUPPORTED, they must choose another institution.',
    },
    WAIT: {
      description:
        'The institution or Plaid has an outage. The end user cannot do anything; try again in a few minutes.',
    },
    CONTACT_SUPPORT: {
      description:
        'Neither waiting nor Link will help. See `error` and contact Plaid or the institution. With UNKNOWN, contact the operator of the gateway.',
    },
  },
});

registerEnumType(ItemUpdateTypeEnum, {
  name: 'ItemUpdateType',
  description: 'How Plaid refreshes the data of an Item.',
  valuesConfig: {
    BACKGROUND: { description: 'Plaid refreshes the data by itself, without the end user.' },
    USER_PRESENT_REQUIRED: {
      description:
        'The institution requires the end user to be present. Data is refreshed only while the end user goes through Link.',
    },
    UNKNOWN: { description: 'An update type that this version of the gateway does not know.' },
  },
});

type Updates = NonNullable<PlaidItem['updates']>;

@ObjectType('ProductUpdates', {
  simpleResolvers: true,
  description: 'When Plaid last refreshed the data of one product.',
})
export class ProductUpdatesType implements ProductUpdates {
  @Field(() => DateTime, {
    nullable: true,
    description: 'The last refresh that succeeded, in UTC. Null if none has succeeded yet.',
  })
  lastSuccessfulUpdate: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The last refresh that failed, in UTC. Null if none has failed.',
  })
  lastFailedUpdate: Date | null;
}

@ObjectType('LastWebhook', {
  simpleResolvers: true,
  description:
    'The last webhook that Plaid sent for an Item, according to Plaid. Compare it with the events you received to detect missed webhooks.',
})
export class LastWebhookType {
  @Field(() => DateTime, {
    nullable: true,
    description: 'When Plaid sent the webhook, in UTC. Null if Plaid did not record it.',
  })
  sentAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'The webhook code, such as `ERROR` or `DEFAULT_UPDATE`. Null if Plaid did not record it.',
  })
  codeSent: string | null;
}

@ObjectType('ItemUpdates', {
  simpleResolvers: true,
  description: "Plaid's record of refreshes and webhooks for an Item.",
})
export class ItemUpdatesType implements Updates {
  @Field(() => ProductUpdatesType, {
    nullable: true,
    description: 'Refreshes of the Transactions product. Null if the Item does not have this product.',
  })
  transactions: ProductUpdates | null;

  @Field(() => ProductUpdatesType, {
    nullable: true,
    description: 'Refreshes of the Investments product. Null if the Item does not have this product.',
  })
  investments: ProductUpdates | null;

  @Field(() => LastWebhookType, {
    nullable: true,
    description: 'The last webhook that Plaid sent for the Item. Null if Plaid never sent one.',
  })
  lastWebhook: Updates['lastWebhook'];
}

@ObjectType('Item', {
  implements: NodeType,
  simpleResolvers: true,
  description: `An Item is Plaid's term for one end user's login at one financial institution. It is created when the end user finishes Link, and it contains their accounts at the institution. Repairing the login does not create a new Item.

Plaid calls: \`id\`, \`ownerId\`, \`linkedAt\`, \`newAccountsAvailable\` and \`webhookEvents\` come from the gateway's own records. \`accounts\` takes one call, \`authNumbers\` takes another, and most other fields share a third. \`accounts\` and \`authNumbers\` are cached for up to 15 minutes, the shared call for up to 5 minutes. A webhook or a mutation that changes the Item clears its cache immediately.

Errors: if Plaid cannot return data for an Item, its nullable fields are null with an error at their path. Other Items in the same response are not affected. The codes are ITEM_ACTION_REQUIRED, UPSTREAM_RATE_LIMITED, UPSTREAM_TIMEOUT, UPSTREAM_UNAVAILABLE, UPSTREAM_INVALID_RESPONSE and UPSTREAM_REJECTED. For \`authNumbers\` also FORBIDDEN, PRODUCT_NOT_READY and PRODUCT_NOT_SUPPORTED.`,
})
export class ItemType extends NodeType {
  @Field(() => ID, {
    description:
      "Plaid's item_id. It never changes, even when the Item is repaired or its access token is rotated. Case-sensitive.",
  })
  override id: string;

  @Field(() => DateTime, {
    description:
      'When this gateway stored the Item, in UTC. This is when its public token was exchanged, or when it was imported.',
  })
  linkedAt: number;
}

@ObjectType('ItemEdge', { simpleResolvers: true, description: 'An Item in a list, together with its cursor.' })
export class ItemEdgeType {
  @Field(() => String, {
    description: 'The position of this Item in the list. Pass it as `after` to continue after this Item. Opaque.',
  })
  cursor: string;

  @Field(() => ItemType, { description: 'The Item at this position.' })
  node: OwnedItem;
}

@ObjectType('ItemConnection', {
  simpleResolvers: true,
  description: 'A page of Items, in the order they were linked, oldest first.',
})
export class ItemConnectionType {
  @Field(() => [ItemEdgeType], { description: 'The Items on this page with their cursors. Empty if there are none.' })
  edges: ItemEdgeType[];

  @Field(() => [ItemType], { description: 'The Items on this page, without cursors. Empty if there are none.' })
  nodes: OwnedItem[];

  @Field(() => PageInfoType, { description: 'Whether there are more Items, and the cursor to read them with.' })
  pageInfo: PageInfoType;
}

@ObjectType('RemoveItemPayload', { simpleResolvers: true, description: 'The result of removing an Item.' })
export class RemoveItemPayload {
  @Field(() => ID, {
    description:
      "The id of the removed Item, for evicting it from your client's cache. From now on, queries for it return null and mutations return NOT_FOUND.",
  })
  removedItemId: string;
}

@ObjectType('UpdateItemWebhookPayload', {
  simpleResolvers: true,
  description: 'The Item whose webhook URL was changed.',
})
export class UpdateItemWebhookPayload {
  @Field(() => ItemType, { description: 'The current state of the Item.' })
  item: OwnedItem;
}

@ObjectType('RotateAccessTokenPayload', {
  simpleResolvers: true,
  description: 'The Item whose access token was replaced.',
})
export class RotateAccessTokenPayload {
  @Field(() => ItemType, { description: 'The Item. Its id and status are unchanged.' })
  item: OwnedItem;
}
