import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { OwnedItem } from '../../model/item.js';
import type { GatewayContext } from '../context.js';
import { ItemType } from '../item/item.type.js';
import { ExchangePublicTokenPayload } from './link-session-payloads.type.js';

/** What is found out about a new Item only when it is asked for. */
@Resolver(() => ExchangePublicTokenPayload)
export class ExchangePayloadResolver {
  @FieldResolver(() => ItemType, {
    nullable: true,
    description:
      'An older Item of yours with the same institution and at least one account in common: the person has linked the same thing twice, and you may want to remove one. Null when there is none. The new Item is stored all the same. Asks Plaid about the new Item and up to 20 older ones, mostly from cache. Errors: the UPSTREAM codes.',
  })
  duplicateOf(@Root() payload: ExchangePublicTokenPayload, @Ctx() context: GatewayContext): Promise<OwnedItem | null> {
    return context.loaders.duplicateOf(payload.item);
  }
}
