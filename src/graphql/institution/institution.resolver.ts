import { Arg, Authorized, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { badUserInput } from '../../errors/gateway-error.js';
import type { Institution } from '../../model/institution.js';
import { institutionsGetById, institutionsSearch } from '../../plaid/endpoints/institutions.js';
import { pageSize } from '../connection/connection.js';
import type { GatewayContext } from '../context.js';
import { Reads } from '../reads.js';
import { InstitutionType } from './institution.type.js';

/** As many as Plaid answers to a search. */
const DEFAULT_HITS = 10;
/** Longer than any institution's name. */
const MAX_QUERY_LENGTH = 256;

/** The ways to ask for Institutions. */
@Resolver()
export class InstitutionQueries {
  @Authorized('items:read')
  @Reads(institutionsGetById)
  @Query(() => InstitutionType, {
    nullable: true,
    description:
      'One institution by its id. Null when Plaid lists none of that id in the countries that are asked. Needs the scope `items:read`.',
  })
  institution(
    @Ctx() context: GatewayContext,
    @Arg('id', () => ID, { description: "Plaid's institution_id, such as `ins_109508`." }) id: string,
    @Arg('countryCodes', () => [String], {
      nullable: true,
      description:
        'Countries to look in, as ISO 3166-1 alpha-2 codes; countries that Plaid has not enabled for the operator answer UPSTREAM_REJECTED. Null: those that the operator configured, then all others.',
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
      'Institutions whose name fits, the best first: at most ten, because Plaid answers no more. For a search box of your own; Link has one. Asks Plaid each time. Needs the scope `items:read`. Errors: BAD_USER_INPUT and the UPSTREAM codes.',
  })
  async institutions(
    @Ctx() context: GatewayContext,
    @Arg('query', () => String, { description: 'What the person typed: 1 to 256 characters of a name.' }) query: string,
    @Arg('products', () => [String], {
      nullable: true,
      description: 'Only institutions that support all of these, such as `auth`. Null: any.',
    })
    products: string[] | null,
    @Arg('countryCodes', () => [String], {
      nullable: true,
      description:
        'Countries to look in, as ISO 3166-1 alpha-2 codes; countries that Plaid has not enabled for the operator answer UPSTREAM_REJECTED. Null: those that the operator configured.',
    })
    countryCodes: string[] | null,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_HITS,
      description: "How many to answer at most: 1 up to the operator's page limit, else BAD_USER_INPUT.",
    })
    first: number | null,
  ): Promise<Institution[]> {
    if (query.trim() === '' || query.length > MAX_QUERY_LENGTH) {
      const rule = `must have 1 to ${MAX_QUERY_LENGTH} characters`;
      throw badUserInput('There is nothing to search for.', [{ path: 'query', rule }]);
    }
    const size = pageSize(context.settings, first ?? DEFAULT_HITS);
    const wanted = {
      query,
      products: products?.length ? products : null,
      countryCodes: countryCodes ?? context.settings.countryCodes,
    };
    return (await context.loaders.loadPublic(institutionsSearch, wanted)).slice(0, size);
  }
}
