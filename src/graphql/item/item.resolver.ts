import { Arg, Ctx, Extensions, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import type { AccountType } from '../../model/account.js';
import type { AuthNumbers } from '../../model/auth-numbers.js';
import { asAccountId } from '../../model/ids.js';
import type { Institution } from '../../model/institution.js';
import type { ItemStatus, ItemUpdateType, OwnedItem, PlaidItem, RequiredAction } from '../../model/item.js';
import type { PlaidError } from '../../model/plaid-error.js';
import { type AccountWithItem, withItem } from '../account/account-with-item.js';
import { AccountObjectType, AccountTypeEnum } from '../account/account.type.js';
import { AuthNumbersType } from '../auth-numbers/auth-numbers.type.js';
import type { GatewayContext } from '../context.js';
import { AUDITED } from '../extensions.js';
import { InstitutionType } from '../institution/institution.type.js';
import { PlaidErrorType } from '../plaid-error/plaid-error.type.js';
import { DateTime, upstreamUrl, Url } from '../scalars.js';
import type { ItemConnection } from './item-list.js';
import { readDisconnectTime } from './item-status.js';
import {
  ItemConnectionType,
  ItemStatusEnum,
  ItemType,
  ItemUpdatesType,
  ItemUpdateTypeEnum,
  RequiredActionEnum,
} from './item.type.js';

/** The fields of Item that the gateway works out itself or reads with a call of their own. */
@Resolver(() => ItemType)
export class ItemResolver {
  @FieldResolver(() => ID, {
    nullable: true,
    description:
      'Whose Item it is: the owner that their token names. For support, and so null without the scope `operator`.',
  })
  ownerId(@Root() item: OwnedItem, @Ctx() { viewer }: GatewayContext): string | null {
    return viewer.scopes.has('operator') ? item.ownerId : null;
  }

  @FieldResolver(() => ItemStatusEnum, {
    description:
      'The state of the Item in one word. Never null: when Plaid cannot be asked it is UNKNOWN, and the reason stands as an error at `error`, if you select it.',
  })
  async status(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<ItemStatus> {
    return (await context.loaders.itemState(item)).status;
  }

  @FieldResolver(() => RequiredActionEnum, {
    description:
      'What the person should do next, worked out together with `status`. Never null. While the state is UNKNOWN it is WAIT, or CONTACT_SUPPORT when Plaid refuses the gateway itself, which only those who run it can mend.',
  })
  async requiredAction(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<RequiredAction> {
    return (await context.loaders.itemState(item)).requiredAction;
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'When the institution will cut the connection, from the latest PENDING_DISCONNECT webhook. Null when none came, when the Item was repaired since, and when that time has passed and nothing happened.',
  })
  async disconnectTime(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<Date | null> {
    return readDisconnectTime(context, item);
  }

  @FieldResolver(() => Boolean, {
    description:
      'True when Plaid saw accounts at the institution that the person has not shared yet. Offer Link update mode with `update: { accountSelectionEnabled: true }`; false again once they finished it.',
  })
  async newAccountsAvailable(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<boolean> {
    return (await context.loaders.itemWebhookSignals(item)).newAccountsAvailable;
  }

  @FieldResolver(() => InstitutionType, {
    nullable: true,
    description:
      "The institution's public profile, kept for a day. Looked up in the countries that this gateway is configured for, and then in all others that Plaid serves, so that it is found wherever the Item was linked. Null when `institutionId` is null, and when Plaid lists the institution no more.",
  })
  async institution(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<Institution | null> {
    const { institutionId } = await context.loaders.itemDiagnosis(item);
    return institutionId && context.loaders.institutionAnywhere(institutionId, context.settings.countryCodes);
  }

  @FieldResolver(() => [AccountObjectType], {
    nullable: true,
    description:
      'The accounts that the person shared, with balances as Plaid last knew them. Null with an error when Plaid cannot answer for this Item; empty when the filters leave none.',
  })
  async accounts(
    @Root() item: OwnedItem,
    @Ctx() context: GatewayContext,
    @Arg('ids', () => [ID], {
      nullable: true,
      description: 'Only these accounts; ids that the Item does not have are left out. Null: all.',
    })
    ids: string[] | null,
    @Arg('types', () => [AccountTypeEnum], { nullable: true, description: 'Only accounts of these types. Null: all.' })
    types: AccountType[] | null,
  ): Promise<AccountWithItem[]> {
    const accounts = await context.loaders.accounts(item);
    return accounts
      .filter((account) => ids?.some((id) => id === account.id) ?? true)
      .filter((account) => types?.includes(account.type) ?? true)
      .map((account) => withItem(account, item));
  }

  @Extensions(AUDITED)
  @FieldResolver(() => AuthNumbersType, {
    nullable: true,
    description:
      'Full account and routing numbers, for moving money. Needs the scope `auth_numbers:read` (FORBIDDEN otherwise), and each read is written to the audit log before it is answered. Null with an error when the Item needs its person (ITEM_ACTION_REQUIRED), when micro-deposits are still under way (PRODUCT_NOT_READY), or when no account has numbers (PRODUCT_NOT_SUPPORTED).',
  })
  async authNumbers(
    @Root() item: OwnedItem,
    @Ctx() context: GatewayContext,
    @Arg('accountIds', () => [ID], {
      nullable: true,
      description:
        'Only these accounts; an id that is not of this Item answers BAD_USER_INPUT. Null: every account that has numbers.',
    })
    accountIds: string[] | null,
  ): Promise<AuthNumbers> {
    return context.loaders.authNumbers(item, accountIds?.map(asAccountId) ?? null);
  }
}

/** Counting is a query of its own, so it happens only when it is selected. */
@Resolver(() => ItemConnectionType)
export class ItemConnectionResolver {
  @FieldResolver(() => Int, {
    description: 'How many Items the whole list has across all pages, with the same `status` filter.',
  })
  async totalCount(@Root() connection: ItemConnection, @Ctx() context: GatewayContext): Promise<number> {
    return connection.knownTotal ?? context.loaders.itemCount();
  }
}

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
