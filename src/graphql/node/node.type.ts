import { Field, ID, InterfaceType } from 'type-graphql';
import { asAccountId, asItemId, asLinkSessionId } from '../../model/ids.js';
import type { Institution } from '../../model/institution.js';
import type { OwnedItem } from '../../model/item.js';
import type { OwnedLinkSession } from '../../model/link-session.js';
import { type AccountWithItem, findAccount } from '../account/account-with-item.js';
import type { GatewayContext } from '../context.js';

/** Everything that `node(id)` can answer. */
export type AnyNode = OwnedItem | AccountWithItem | OwnedLinkSession | Institution;

/** Tells the kinds of nodes apart by a property that only one of them has. */
export function typeNameOf(node: AnyNode): string {
  if ('recordedStatus' in node) return 'LinkSession';
  if ('balances' in node) return 'Account';
  if ('routingNumbers' in node) return 'Institution';
  return 'Item';
}

@InterfaceType('Node', {
  resolveType: typeNameOf,
  description:
    'Anything that can be fetched again by its id alone, through `node` or `nodes`. Client caches may use the id as their key: ids of different types never collide.',
})
export abstract class NodeType {
  @Field(() => ID, {
    description:
      'Identifies this object for as long as it exists. Opaque and case-sensitive: store it as text and do not parse it.',
  })
  id: string;
}

/** Whatever has this id and may be seen by the viewer: the gateway's own prefixes first, then Items, then Accounts. */
export async function findNode({ loaders, settings }: GatewayContext, id: string): Promise<AnyNode | null> {
  if (id.startsWith('ls_')) return loaders.linkSessionById(asLinkSessionId(id));
  if (id.startsWith('ins_')) return loaders.institution(id, settings.countryCodes, { anywhere: true });
  return (await loaders.itemById(asItemId(id))) ?? findAccount(loaders, asAccountId(id));
}
