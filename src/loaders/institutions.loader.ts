import { GatewayError } from '../errors/gateway-error.js';
import { asInstitutionId } from '../model/ids.js';
import type { Institution } from '../model/institution.js';
import { type LoaderContext, memoizeByKey } from './loader-context.js';
import type { Loaders } from './loaders.js';

interface InstitutionRequest {
  id: string;
  countryCodes: readonly string[];
}

/** The order of the countries does not matter to the answer. */
const keyOf = ({ id, countryCodes }: InstitutionRequest): string =>
  JSON.stringify([id, [...new Set(countryCodes)].sort()]);

/**
 * /institutions/get_by_id through the cache, shared by everybody. That there is none is kept too: Plaid limits these calls.
 * Searches are not kept: few people type the same.
 */
export function institutionLoader({
  cache,
  plaid,
  call,
}: LoaderContext): Pick<Loaders, 'institution' | 'institutionAnywhere' | 'institutionSearch'> {
  const institution = memoizeByKey(keyOf, (wanted: InstitutionRequest) =>
    cache.readPublicData('institution', keyOf(wanted), call, (shared) =>
      plaid.institutionGetById(asInstitutionId(wanted.id), [...new Set(wanted.countryCodes)].sort(), shared),
    ),
  );
  const elsewhere = memoizeByKey(keyOf, (wanted: InstitutionRequest) =>
    cache.readPublicData('institution', `elsewhere:${keyOf(wanted)}`, call, (shared) =>
      findElsewhere(wanted, (id, countries) => plaid.institutionGetById(asInstitutionId(id), countries, shared)),
    ),
  );
  return {
    institutionAnywhere: async (id, countryCodes) =>
      (await institution({ id, countryCodes })) ?? elsewhere({ id, countryCodes }),
    institution: (id, countryCodes) => institution({ id, countryCodes }),
    institutionSearch: memoizeByKey(
      (search: Parameters<Loaders['institutionSearch']>[0]) => JSON.stringify(search),
      (search) => plaid.institutionsSearch(search, call),
    ),
  };
}

/** Every country that Plaid serves, the largest first. */
const COUNTRIES = 'US GB CA FR ES IE NL DE IT PL BE PT SE DK NO FI EE LT LV AT'.split(' ');

/**
 * Asks for all other countries at once. Plaid refuses to look in a country that is not enabled for the operator, but an Item
 * was linked in one that is: after a refusal each country is asked for alone, until one has it. What is found, or not, is
 * kept for a day, so this is rare.
 */
async function findElsewhere(
  { id, countryCodes }: InstitutionRequest,
  ask: (id: string, countries: string[]) => Promise<Institution | null>,
): Promise<Institution | null> {
  const others = COUNTRIES.filter((country) => !countryCodes.includes(country));
  try {
    return await ask(id, others);
  } catch (error) {
    if (!isRefused(error)) throw error;
  }
  for (const country of others) {
    const found = await ask(id, [country]).catch((error: unknown) => {
      if (isRefused(error)) return null;
      throw error;
    });
    if (found !== null) return found;
  }
  return null;
}

const isRefused = (error: unknown): boolean => error instanceof GatewayError && error.code === 'UPSTREAM_REJECTED';
