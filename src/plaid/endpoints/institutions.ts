import type { Institution as WireInstitution, InstitutionsGetByIdResponse, InstitutionsSearchResponse } from 'plaid';
import { asInstitutionId, type InstitutionId } from '../../model/ids.js';
import type { Institution } from '../../model/institution.js';
import { publicRead } from '../endpoint.js';
import { boolean, requiredFields, requiredList, requiredText, text, stringList } from '../wire.js';

const HOUR_MS = 60 * 60_000;

/** Plaid's error codes for an institution that it does not list; the second is of older API versions. */
const NO_SUCH_INSTITUTION = ['INVALID_INSTITUTION', 'INSTITUTION_NOT_FOUND'];

/** One institution. null when Plaid lists none with this id in these countries. */
export const institutionsGetById = publicRead({
  path: '/institutions/get_by_id',
  rateLimit: { sandbox: { perItem: null, perClient: 400 }, production: { perItem: null, perClient: 400 } },
  cache: { kind: 'institution', ttlMs: 24 * HOUR_MS, encrypted: false },
  cost: 2,
  request: ({ id, countryCodes }: { id: InstitutionId; countryCodes: readonly string[] }) => ({
    institution_id: id,
    country_codes: [...countryCodes],
    options: { include_optional_metadata: true },
  }),
  parse: (response): Institution | null => toInstitution(response),
  absent: { codes: NO_SUCH_INSTITUTION, result: null },
});

/** At most ten institutions whose name matches. Never cached: few users type the same. */
export const institutionsSearch = publicRead({
  path: '/institutions/search',
  cost: 5,
  scope: 'items:read',
  request: ({
    query,
    products,
    countryCodes,
  }: {
    query: string;
    products: readonly string[] | null;
    countryCodes: readonly string[];
  }) => ({
    query,
    country_codes: [...countryCodes],
    ...(products === null ? {} : { products: [...products] }),
    options: { include_optional_metadata: true },
  }),
  parse: toInstitutions,
  absent: { codes: NO_SUCH_INSTITUTION, result: [] },
});

/** The response of /institutions/get_by_id. */
function toInstitution(response: unknown): Institution {
  const { institution } = requiredFields<InstitutionsGetByIdResponse>(response, 'institutions/get_by_id');
  return toOne(institution);
}

/** The response of /institutions/search. */
function toInstitutions(response: unknown): Institution[] {
  const { institutions } = requiredFields<InstitutionsSearchResponse>(response, 'institutions/search');
  return requiredList(institutions, 'institutions').map(toOne);
}

function toOne(value: unknown): Institution {
  const wire = requiredFields<WireInstitution>(value, 'institution');
  return {
    id: asInstitutionId(requiredText(wire.institution_id, 'institution.institution_id')),
    name: text(wire.name) ?? '',
    products: stringList(wire.products) ?? [],
    countryCodes: stringList(wire.country_codes) ?? [],
    url: text(wire.url),
    primaryColor: text(wire.primary_color),
    logo: text(wire.logo),
    routingNumbers: stringList(wire.routing_numbers) ?? [],
    oauth: boolean(wire.oauth) ?? false,
  };
}
