import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ItemUpdateType, OwnedItem, PlaidItem } from '../../model/item.js';
import type { PlaidError } from '../../model/plaid-error.js';
import type { GatewayContext } from '../context.js';
import { PlaidErrorType } from '../plaid-error/plaid-error.type.js';
import { DateTime, Url } from '../scalars.js';
import { upstreamUrl } from '../upstream-url.js';
import { ItemUpdateTypeEnum } from './item.enums.js';
import { ItemType } from './item.type.js';
import { ItemUpdatesType } from './item-updates.type.js';

/** The fields of Item that come from /item/get: one call for all of them, whichever are selected. */
@Resolver(() => ItemType)
export class PlaidItemResolver {
  @FieldResolver(() => PlaidErrorType, {
    nullable: true,
    description:
      'What Plaid says is wrong with the Item, whichever of its calls said so: the error that `status` and `requiredAction` follow from. Null when nothing is. A repaired Item loses its error at once.',
  })
  async error(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<PlaidError | null> {
    // What keeps Plaid from being asked is told here, and only here.
    await context.loaders.itemDiagnosis(item);
    return (await context.loaders.itemState(item)).error;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Plaid's institution_id, such as `ins_109508`; null for Items made by Same-Day micro-deposits, which name no institution.",
  })
  async institutionId(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return (await context.loaders.itemDiagnosis(item)).institutionId;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "The institution's name for people, at the cost of no further call; null when `institutionId` is.",
  })
  async institutionName(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return (await context.loaders.itemDiagnosis(item)).institutionName;
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Products that the institution offers for this Item and that are not in use yet. Never overlaps with `billedProducts`. Null when Plaid does not say.',
  })
  async availableProducts(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.plaidItem(item)).availableProducts;
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description: 'Products in use for which Plaid charges, such as `auth`. Null when Plaid does not say.',
  })
  async billedProducts(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.plaidItem(item)).billedProducts;
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description: 'Products that were added to the Item, billed already or not. Null when Plaid does not say.',
  })
  async products(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.plaidItem(item)).products;
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Products for which the person gave consent, in use or not. Null for Items that were linked without collecting consent.',
  })
  async consentedProducts(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.plaidItem(item)).consentedProducts;
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description: 'Purposes that the person agreed to in Link, in the words shown there. Null when none were asked for.',
  })
  async consentedUseCases(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.plaidItem(item)).consentedUseCases;
  }

  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Kinds of data that the person agreed to share, such as `account_balance_info`. Null when none were asked for.',
  })
  async consentedDataScopes(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.plaidItem(item)).consentedDataScopes;
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      "When the person's consent ends and the Item turns to LOGIN_REQUIRED; null when consent does not end by itself.",
  })
  async consentExpirationTime(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<Date | null> {
    return (await context.loaders.plaidItem(item)).consentExpirationTime;
  }

  @FieldResolver(() => ItemUpdateTypeEnum, {
    nullable: true,
    description: 'Whether Plaid can refresh the data without the person. Null when Plaid does not say.',
  })
  async updateType(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<ItemUpdateType | null> {
    return (await context.loaders.plaidItem(item)).updateType;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'How account numbers were verified, such as `INSTANT_AUTH`; null until the Item has account numbers.',
  })
  async authMethod(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return (await context.loaders.plaidItem(item)).authMethod;
  }

  @FieldResolver(() => Url, {
    nullable: true,
    description:
      "Where Plaid sends this Item's webhooks: normally this gateway's receiver. Null when none is set, and then no events arrive.",
  })
  async webhook(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return upstreamUrl((await context.loaders.plaidItem(item)).webhook);
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When Plaid made the Item, shortly before `linkedAt`; null for Items from before Plaid recorded it.',
  })
  async createdAt(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<Date | null> {
    return (await context.loaders.plaidItem(item)).createdAt;
  }

  @FieldResolver(() => ItemUpdatesType, {
    nullable: true,
    description:
      'When data was last refreshed and which webhook Plaid sent last; null when Plaid keeps no such record.',
  })
  async updates(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<PlaidItem['updates']> {
    return (await context.loaders.plaidItem(item)).updates;
  }
}
