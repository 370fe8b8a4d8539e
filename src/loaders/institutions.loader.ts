import { GatewayError } from '../errors/gateway-error.js';
import { asInstitutionId } from '../model/ids.js';
import type { Institution } from '../model/institution.js';
import { institutionsGetById } from '../plaid/endpoints/institutions.js';
import { type LoadPublic, readPublic } from './load.js';
import { memoizeByKey } from './batching.js';
import type { LoaderContext } from './loader-context.js';

interface InstitutionRequest {
  id: string;
  countryCodes: readonly string[];
}

/** Equal requests have equal country lists, whatever their order. */
const sortedCountries = ({ countryCodes }: InstitutionRequest): string[] => [...new Set(countryCodes)].sort();

/**
 * An institution, by default only in the given countries. With `anywhere`, the other countries that Plaid serves are searched
 * when it is in none of these, as for the institution of an Item. That there is none is cached too, because Plaid limits these
 * calls.
 */
export function institution(
  context: LoaderContext,
  { loadPublic }: { loadPublic: LoadPublic },
): (id: string, countryCodes: readonly string[], options?: { anywhere: boolean }) => Promise<Institution | null> {
  const findIn = (request: InstitutionRequest): Promise<Institution | null> =>
    loadPublic(institutionsGetById, { id: asInstitutionId(request.id), countryCodes: sortedCountries(request) });
  const keyOf = (request: InstitutionRequest): string => JSON.stringify([request.id, sortedCountries(request)]);
  const elsewhere = memoizeByKey(keyOf, (request: InstitutionRequest) =>
    readPublic(context, institutionsGetById, `elsewhere:${keyOf(request)}`, (shared) =>
      findElsewhere(request, (id, countryCodes) =>
        context.plaid.call(institutionsGetById, { id: asInstitutionId(id), countryCodes }, shared),
      ),
    ),
  );
  return async (id, countryCodes, { anywhere } = { anywhere: false }) => {
    const request = { id, countryCodes };
    return (await findIn(request)) ?? (anywhere ? elsewhere(request) : null);
  };
}

/** Every country that Plaid serves, the largest first. */
const COUNTRIES = 'US GB CA FR ES IE NL DE IT PL BE PT SE DK NO FI EE LT LV AT'.split(' ');

/**
 * Searches all other countries with one call. Plaid refuses a call that names a country which is not enabled for the
 * operator; then each country is searched by itself, until one has the institution. The result is cached for a day, so this
 * is rare.
 */
async function findElsewhere(
  { id, countryCodes }: InstitutionRequest,
  find: (id: string, countries: string[]) => Promise<Institution | null>,
): Promise<Institution | null> {
  const others = COUNTRIES.filter((country) => !countryCodes.includes(country));
  try {
    return await find(id, others);
  } catch (error) {
    if (!isRefused(error)) throw error;
  }
  for (const country of others) {
    const found = await find(id, [country]).catch((error: unknown) => {
      if (isRefused(error)) return null;
      throw error;
    });
    if (found !== null) return found;
  }
  return null;
}

const isRefused = (error: unknown): boolean => error instanceof GatewayError && error.code === 'UPSTREAM_REJECTED';
