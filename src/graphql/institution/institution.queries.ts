import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Institution } from '../../model/institution.js';
import type { GatewayContext } from '../context.js';
import { InstitutionType } from './institution.type.js';

/** The way to ask for one Institution. */
@Resolver()
export class InstitutionQueries {
  @Authorized('items:read')
  @Query(() => InstitutionType, {
    nullable: true,
    description:
      'One institution by its id. Null when Plaid lists none of that id in these countries. Needs the scope `items:read`.',
  })
  institution(
    @Ctx() context: GatewayContext,
    @Arg('id', () => ID, { description: "Plaid's institution_id, such as `ins_109508`." }) id: string,
    @Arg('countryCodes', () => [String], {
      nullable: true,
      defaultValue: ['US'],
      description:
        'Countries to look in, as ISO 3166-1 alpha-2 codes; countries that Plaid has not enabled for the operator answer UPSTREAM_REJECTED. Null: those that the operator configured.',
    })
    countryCodes: string[] | null,
  ): Promise<Institution | null> {
    return context.loaders.institution(id, countryCodes ?? context.settings.countryCodes);
  }
}
