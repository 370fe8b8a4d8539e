import { Field, ID, InterfaceType } from 'type-graphql';
import { asAccountId, asItemId, asLinkSessionId } from '../../model/ids.js';
import type { Institution } from '../../model/institution.js';
import type { OwnedItem } from '../../model/item.js';
import type { OwnedLinkSession } from '../../model/link-session.js';
import { type AccountWithItem, findAccount } from '../account/account-with-item.js';
import type { GatewayContext } from '../context.js';

/** Every object that `node(id)` can return. */
export type AnyNode = OwnedItem | AccountWithItem | OwnedLinkSession | Institution;

/** The GraphQL type of a node, recognized by a property that only this type has. */
export function typeNameOf(node: AnyNode): string {
  if ('recordedStatus' in node) return 'LinkSession';
  if ('balances' in node) return 'Account';
  if ('routingNumbers' in node) return 'Institution';
  return 'Item';
}

@InterfaceType('Node', {
  resolveType: typeNameOf,
  description:
    'An object that can be fetched by its id alone, with `node` or `nodes`. Client caches can use the id as their key, because ids of different types never collide.',
})
export abstract class NodeType {
  @Field(() => ID, {
    description:
      'The id of the object, which never changes. Opaque and case-sensitive: store it as text and do not parse it.',
  })
  id: string;
}

/** The viewer's object with this id. Ids with a known prefix are resolved by it; others are looked up as Items, then as Accounts. */
export async function findNode({ loaders, settings }: GatewayContext, id: string): Promise<AnyNode | null> {
  if (id.startsWith('ls_')) return loaders.linkSessionById(asLinkSessionId(id));
  if (id.startsWith('ins_')) return loaders.institution(id, settings.countryCodes, { anywhere: true });
  return (await loaders.itemById(asItemId(id))) ?? findAccount(loaders, asAccountId(id));
}
