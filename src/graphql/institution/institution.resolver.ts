import { Arg, Authorized, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { badUserInput } from '../../errors/gateway-error.js';
import type { Institution } from '../../model/institution.js';
import { institutionsGetById, institutionsSearch } from '../../plaid/endpoints/institutions.js';
import { pageSize } from '../connection/connection.js';
import type { GatewayContext } from '../context.js';
import { Reads } from '../reads.js';
import { InstitutionType } from './institution.type.js';

/** The number of results that Plaid returns for a search. */
const DEFAULT_RESULTS = 10;
/** Longer than any institution's name. */
const MAX_QUERY_LENGTH = 256;

@Resolver()
export class InstitutionQueries {
  @Authorized('items:read')
  @Reads(institutionsGetById)
  @Query(() => InstitutionType, {
    nullable: true,
    description:
      'One institution, by its id. Cached for up to a day. Null if Plaid has no institution with this id in the countries searched. Needs the scope `items:read`. Errors: any UPSTREAM code.',
  })
  institution(
    @Ctx() context: GatewayContext,
    @Arg('id', () => ID, { description: "Plaid's institution_id, such as `ins_109508`." }) id: string,
    @Arg('countryCodes', () => [String], {
      nullable: true,
      description:
        "The countries to search, as ISO 3166-1 alpha-2 codes. A country that Plaid has not enabled for the operator returns UPSTREAM_REJECTED. If null, the operator's configured countries are searched first, then all others that Plaid serves.",
    })
    countryCodes: string[] | null | undefined,
  ): Promise<Institution | null> {
    return countryCodes == null
      ? context.loaders.institution(id, context.settings.countryCodes, { anywhere: true })
      : context.loaders.institution(id, countryCodes);
  }

  @Reads(institutionsSearch)
  @Query(() => [InstitutionType], {
    description:
      "Searches institutions by name and returns the best matches first: at most ten, which is Plaid's limit. Use it for a search box of your own; Link has one built in. Fetched from Plaid on each request, never cached. Needs the scope `items:read`. Errors: BAD_USER_INPUT and any UPSTREAM code.",
  })
  async institutions(
    @Ctx() context: GatewayContext,
    @Arg('query', () => String, {
      description: "The text to search for: 1 to 256 characters of the institution's name.",
    })
    query: string,
    @Arg('products', () => [String], {
      nullable: true,
      description:
        'Only institutions that support all of these Plaid products, such as `auth`. If null, any institution.',
    })
    products: string[] | null,
    @Arg('countryCodes', () => [String], {
      nullable: true,
      description:
        "The countries to search, as ISO 3166-1 alpha-2 codes. A country that Plaid has not enabled for the operator returns UPSTREAM_REJECTED. If null, the operator's configured countries.",
    })
    countryCodes: string[] | null,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_RESULTS,
      description:
        "The maximum number of institutions to return, from 1 to the operator's page limit (100 by default), otherwise BAD_USER_INPUT.",
    })
    first: number | null,
  ): Promise<Institution[]> {
    if (query.trim() === '' || query.length > MAX_QUERY_LENGTH) {
      const rule = `must have 1 to ${MAX_QUERY_LENGTH} characters`;
      throw badUserInput('The search text is empty or too long.', [{ path: 'query', rule }]);
    }
    const size = pageSize(context.settings, first ?? DEFAULT_RESULTS);
    const search = {
      query,
      products: products?.length ? products : null,
      countryCodes: countryCodes ?? context.settings.countryCodes,
    };
    return (await context.loaders.loadPublic(institutionsSearch, search)).slice(0, size);
  }
}
