import { asInstitutionId } from '../model/ids.js';
import { type LoaderContext, oncePerKey } from './loader-context.js';
import type { Loaders } from './loaders.js';

interface Wanted {
  id: string;
  countryCodes: readonly string[];
}

/** The order of the countries does not matter to the answer. */
const keyOf = ({ id, countryCodes }: Wanted): string => JSON.stringify([id, [...new Set(countryCodes)].sort()]);

/**
 * /institutions/get_by_id through the cache, shared by everybody. That there is none is kept too: Plaid limits these calls.
 * Searches are not kept: few people type the same.
 */
export function institutionLoader({
  cache,
  plaid,
  call,
}: LoaderContext): Pick<Loaders, 'institution' | 'institutionSearch'> {
  const institution = oncePerKey(keyOf, (wanted: Wanted) =>
    cache.readPublicData('institution', keyOf(wanted), call, (shared) =>
      plaid.institutionGetById(asInstitutionId(wanted.id), [...new Set(wanted.countryCodes)].sort(), shared),
    ),
  );
  return {
    institution: (id, countryCodes) => institution({ id, countryCodes }),
    institutionSearch: oncePerKey(
      (search: Parameters<Loaders['institutionSearch']>[0]) => JSON.stringify(search),
      (search) => plaid.institutionsSearch(search, call),
    ),
  };
}
