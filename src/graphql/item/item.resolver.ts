import { Arg, Ctx, Extensions, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import type { AccountType } from '../../model/account.js';
import type { AuthNumbers } from '../../model/auth-numbers.js';
import { asAccountId } from '../../model/ids.js';
import type { Institution } from '../../model/institution.js';
import type { ItemStatus, OwnedItem, RequiredAction } from '../../model/item.js';
import { AUDITED } from '../audited.js';
import { AccountTypeEnum } from '../account/account.enums.js';
import { AccountObjectType } from '../account/account.type.js';
import { type AccountOfItem, accountOfItem } from '../account/account-of-item.js';
import { AuthNumbersType } from '../auth-numbers/auth-numbers.type.js';
import type { GatewayContext } from '../context.js';
import { InstitutionType } from '../institution/institution.type.js';
import { DateTime } from '../scalars.js';
import { ItemStatusEnum, RequiredActionEnum } from './item.enums.js';
import { ItemConnectionType, ItemType } from './item.type.js';
import type { ItemConnection } from './item-list.js';
import { readDisconnectTime } from './item-status.js';

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
      'What the person should do next, worked out together with `status`. Never null; WAIT while the state is UNKNOWN.',
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
    return (await context.loaders.itemHints(item)).newAccountsAvailable;
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
  ): Promise<AccountOfItem[]> {
    const accounts = await context.loaders.accounts(item);
    return accounts
      .filter((account) => ids?.some((id) => id === account.id) ?? true)
      .filter((account) => types?.includes(account.type) ?? true)
      .map((account) => accountOfItem(account, item));
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
