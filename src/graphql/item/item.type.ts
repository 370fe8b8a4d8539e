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

/** GraphQL enum ItemStatus. */
export const ItemStatusEnum = toEnum(ITEM_STATUSES);

/** GraphQL enum RequiredAction. */
export const RequiredActionEnum = toEnum(REQUIRED_ACTIONS);

/** GraphQL enum ItemUpdateType. */
export const ItemUpdateTypeEnum = toEnum(['BACKGROUND', 'USER_PRESENT_REQUIRED', 'UNKNOWN']);

registerEnumType(ItemStatusEnum, {
  name: 'ItemStatus',
  description:
    "The state of an Item in one word, worked out from Plaid's record of it, from what its calls came to and from the webhooks received.",
  valuesConfig: {
    HEALTHY: { description: 'Data can be read and nothing is known to be about to end.' },
    LOGIN_REQUIRED: {
      description:
        'The institution no longer accepts the stored sign-in. Live data fails until the person has gone through Link update mode.',
    },
    PENDING_EXPIRATION: {
      description:
        "The person's consent ends at `consentExpirationTime`. Data can still be read; it becomes LOGIN_REQUIRED then.",
    },
    PENDING_DISCONNECT: {
      description: 'The institution will cut the connection at `disconnectTime`. Data can still be read until then.',
    },
    PERMISSION_REVOKED: {
      description: 'The person withdrew access at the institution or in Plaid Portal. Nothing can be read any more.',
    },
    ERROR: { description: 'Plaid reports a problem that none of the other states covers: look at `error`.' },
    UNKNOWN: {
      description:
        'Plaid could not be asked just now, so the state is not known. The person can do nothing about it: ask again later, or tell those who run the gateway when `requiredAction` is CONTACT_SUPPORT.',
    },
  },
});

registerEnumType(RequiredActionEnum, {
  name: 'RequiredAction',
  description: 'The next step for the person behind an Item, ready to be turned into a button or a notice.',
  valuesConfig: {
    NONE: { description: 'Everything works: show nothing.' },
    REAUTHENTICATE: {
      description:
        'Send the person through Link update mode now: `createLinkSession` with `updateItemId`. The Item and its ids stay.',
    },
    RENEW_CONSENT: {
      description:
        'Send the person through Link update mode before `consentExpirationTime` or `disconnectTime`, whichever is set. Until then data flows.',
    },
    RELINK: {
      description:
        'Link an institution again with a new `createLinkSession`, then `removeItem` this one: it cannot be repaired. With NO_ACCOUNTS the person has to choose other accounts; with INSTITUTION_NO_LONGER_SUPPORTED, another institution.',
    },
    WAIT: {
      description: 'The institution or Plaid has a disturbance. The person can do nothing; try again in some minutes.',
    },
    CONTACT_SUPPORT: {
      description: 'Neither waiting nor Link will help. Look up `error` and contact Plaid or the institution; with UNKNOWN, contact whoever runs the gateway.',
    },
  },
});

registerEnumType(ItemUpdateTypeEnum, {
  name: 'ItemUpdateType',
  description: 'How Plaid keeps the data of an Item fresh.',
  valuesConfig: {
    BACKGROUND: { description: 'Plaid refreshes by itself, without the person.' },
    USER_PRESENT_REQUIRED: {
      description: 'The institution wants the person to be there: data refreshes only while they go through Link.',
    },
    UNKNOWN: { description: 'Plaid named a way that this version of the gateway has no word for.' },
  },
});

type Updates = NonNullable<PlaidItem['updates']>;

@ObjectType('ProductUpdates', {
  simpleResolvers: true,
  description: "When Plaid last tried to refresh one product's data at the institution.",
})
export class ProductUpdatesType implements ProductUpdates {
  @Field(() => DateTime, {
    nullable: true,
    description: 'The latest refresh that brought data; null when there was none yet.',
  })
  lastSuccessfulUpdate: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'The latest refresh that failed; null when none ever did.' })
  lastFailedUpdate: Date | null;
}

@ObjectType('LastWebhook', {
  simpleResolvers: true,
  description:
    'The newest webhook that Plaid sent about an Item, as Plaid remembers it: compare it with what your subscription received.',
})
export class LastWebhookType {
  @Field(() => DateTime, {
    nullable: true,
    description: 'When Plaid sent it; null when Plaid did not record the time.',
  })
  sentAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its webhook code, such as `ERROR` or `DEFAULT_UPDATE`; null when Plaid did not record it.',
  })
  codeSent: string | null;
}

@ObjectType('ItemUpdates', {
  simpleResolvers: true,
  description: "Plaid's bookkeeping of refreshes and webhooks for an Item.",
})
export class ItemUpdatesType implements Updates {
  @Field(() => ProductUpdatesType, {
    nullable: true,
    description: 'Refreshes of the Transactions product; null when the Item does not have it.',
  })
  transactions: ProductUpdates | null;

  @Field(() => ProductUpdatesType, {
    nullable: true,
    description: 'Refreshes of the Investments product; null when the Item does not have it.',
  })
  investments: ProductUpdates | null;

  @Field(() => LastWebhookType, {
    nullable: true,
    description: 'The last webhook that Plaid sent for the Item; null when it never sent one.',
  })
  lastWebhook: Updates['lastWebhook'];
}

@ObjectType('Item', {
  implements: NodeType,
  simpleResolvers: true,
  description: `One person's sign-in at one institution, made when they finished Link. It holds their accounts there, and stays the same Item when the sign-in is repaired.

What it costs: \`id\`, \`linkedAt\`, \`newAccountsAvailable\` are read from the gateway's own records. \`accounts\` asks Plaid once, \`authNumbers\` once, and all other fields share one more call. Answers are kept for some minutes, and thrown away as soon as a webhook or a mutation says that they changed.

When Plaid cannot answer for one Item, its nullable fields are null with an error at their path, and every other Item of the same request is unharmed. The codes then are ITEM_ACTION_REQUIRED, UPSTREAM_RATE_LIMITED, UPSTREAM_TIMEOUT, UPSTREAM_UNAVAILABLE, UPSTREAM_INVALID_RESPONSE or UPSTREAM_REJECTED.`,
})
export class ItemType extends NodeType {
  @Field(() => ID, {
    description:
      "Plaid's item_id. Stays the same for the life of the Item, also through repair and token rotation. Case-sensitive.",
  })
  override id: string;

  @Field(() => DateTime, {
    description: 'When this gateway stored the Item, which is when its public token was exchanged.',
  })
  linkedAt: number;
}

@ObjectType('ItemEdge', { simpleResolvers: true, description: 'One Item in a list, with its place there.' })
export class ItemEdgeType {
  @Field(() => String, {
    description: 'The place of this Item: hand it back as `after` to continue behind it. Opaque.',
  })
  cursor: string;

  @Field(() => ItemType, { description: 'The Item at this place.' })
  node: OwnedItem;
}

@ObjectType('ItemConnection', {
  simpleResolvers: true,
  description: 'A page of Items, in the order they were linked, oldest first.',
})
export class ItemConnectionType {
  @Field(() => [ItemEdgeType], { description: 'The Items of this page with their cursors. Empty when there are none.' })
  edges: ItemEdgeType[];

  @Field(() => [ItemType], { description: 'The same Items without cursors, for when you need no paging.' })
  nodes: OwnedItem[];

  @Field(() => PageInfoType, { description: 'Whether more Items follow, and the cursor to read them with.' })
  pageInfo: PageInfoType;
}

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
