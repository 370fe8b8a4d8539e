import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ItemUpdateType, OwnedItem, PlaidItem } from '../../model/item.js';
import type { PlaidError } from '../../model/plaid-error.js';
import { itemGet } from '../../plaid/endpoints/item-get.js';
import type { GatewayContext } from '../context.js';
import { PlaidErrorType } from '../plaid-error/plaid-error.type.js';
import { Reads } from '../reads.js';
import { DateTime, upstreamUrl, Url } from '../scalars.js';
import { ItemType, ItemUpdatesType, ItemUpdateTypeEnum } from './item.type.js';

/** The fields of Item from /item/get, which share one Plaid call. */
@Resolver(() => ItemType)
export class PlaidItemResolver {
  @Reads(itemGet)
  @FieldResolver(() => PlaidErrorType, {
    nullable: true,
    description:
      'The problem that Plaid reports with the Item, from any failed Plaid call. `status` and `requiredAction` are derived from it. Null if nothing is wrong. Cleared as soon as the Item is repaired.',
  })
  async error(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<PlaidError | null> {
    // Of the fields that describe the state, only this one reports why Plaid could not be reached.
    await context.loaders.itemDiagnosis(item);
    return (await context.loaders.itemState(item)).error;
  }

  @Reads(itemGet)
  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Plaid's institution_id, such as `ins_109508`. Null for Items created by Same-Day Micro-deposits, which have no institution.",
  })
  async institutionId(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return (await context.loaders.itemDiagnosis(item)).institutionId;
  }

  @Reads(itemGet)
  @FieldResolver(() => String, {
    nullable: true,
    description:
      "The institution's name, for display. Selecting it makes no extra Plaid call. Null if `institutionId` is null.",
  })
  async institutionName(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return (await context.loaders.itemDiagnosis(item)).institutionName;
  }

  @Reads(itemGet)
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Products that the institution offers for this Item but that are not in use yet. Never overlaps with `billedProducts`. Null if Plaid does not report it.',
  })
  async availableProducts(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.load(itemGet, item)).availableProducts;
  }

  @Reads(itemGet)
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Products in use for which Plaid bills the operator, such as `auth`. Null if Plaid does not report it.',
  })
  async billedProducts(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.load(itemGet, item)).billedProducts;
  }

  @Reads(itemGet)
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Products that were added to the Item, whether billed already or not. Null if Plaid does not report it.',
  })
  async products(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.load(itemGet, item)).products;
  }

  @Reads(itemGet)
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'Products for which the end user gave consent, in use or not. Null if the Item was linked without collecting consent.',
  })
  async consentedProducts(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.load(itemGet, item)).consentedProducts;
  }

  @Reads(itemGet)
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'The use cases that the end user agreed to in Link, in the wording shown there. Null if none were requested.',
  })
  async consentedUseCases(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.load(itemGet, item)).consentedUseCases;
  }

  @Reads(itemGet)
  @FieldResolver(() => [String], {
    nullable: true,
    description:
      'The types of data that the end user agreed to share, such as `account_balance_info`. Null if none were requested.',
  })
  async consentedDataScopes(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string[] | null> {
    return (await context.loaders.load(itemGet, item)).consentedDataScopes;
  }

  @Reads(itemGet)
  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      "When the end user's consent expires, in UTC. The status then becomes LOGIN_REQUIRED. Null if the consent does not expire.",
  })
  async consentExpirationTime(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<Date | null> {
    return (await context.loaders.load(itemGet, item)).consentExpirationTime;
  }

  @Reads(itemGet)
  @FieldResolver(() => ItemUpdateTypeEnum, {
    nullable: true,
    description: 'Whether Plaid can refresh the data without the end user. Null if Plaid does not report it.',
  })
  async updateType(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<ItemUpdateType | null> {
    return (await context.loaders.load(itemGet, item)).updateType;
  }

  @Reads(itemGet)
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'How the account numbers were verified, such as `INSTANT_AUTH`. Null until the Item has account numbers.',
  })
  async authMethod(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return (await context.loaders.load(itemGet, item)).authMethod;
  }

  @Reads(itemGet)
  @FieldResolver(() => Url, {
    nullable: true,
    description:
      "The URL to which Plaid sends this Item's webhooks, normally that of this gateway. Null if none is set; no events are received then.",
  })
  async webhook(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<string | null> {
    return upstreamUrl((await context.loaders.load(itemGet, item)).webhook);
  }

  @Reads(itemGet)
  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'When Plaid created the Item, shortly before `linkedAt`. Null for older Items for which Plaid did not record it.',
  })
  async createdAt(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<Date | null> {
    return (await context.loaders.load(itemGet, item)).createdAt;
  }

  @Reads(itemGet)
  @FieldResolver(() => ItemUpdatesType, {
    nullable: true,
    description: 'When data was last refreshed and which webhook Plaid sent last. Null if Plaid does not report it.',
  })
  async updates(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<PlaidItem['updates']> {
    return (await context.loaders.load(itemGet, item)).updates;
  }
}
