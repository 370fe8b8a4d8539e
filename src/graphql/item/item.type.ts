import { Field, ID, ObjectType } from 'type-graphql';
import type { OwnedItem } from '../../model/item.js';
import { PageInfoType } from '../connection/page-info.type.js';
import { NodeType } from '../node/node.type.js';
import { DateTime } from '../scalars.js';

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
