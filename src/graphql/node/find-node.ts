import { asAccountId, asItemId, asLinkSessionId } from '../../model/ids.js';
import { findAccount } from '../account/find-account.js';
import type { GatewayContext } from '../context.js';
import type { AnyNode } from './node.type.js';

/** Whatever has this id and may be seen by the viewer: the gateway's own prefixes first, then Items, then Accounts. */
export async function findNode({ loaders, settings }: GatewayContext, id: string): Promise<AnyNode | null> {
  if (id.startsWith('ls_')) return loaders.linkSessionById(asLinkSessionId(id));
  if (id.startsWith('ins_')) return loaders.institutionAnywhere(id, settings.countryCodes);
  return (await loaders.itemById(asItemId(id))) ?? findAccount(loaders, asAccountId(id));
}
