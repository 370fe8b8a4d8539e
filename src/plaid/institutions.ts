import type { Institution as WireInstitution, InstitutionsGetByIdResponse, InstitutionsSearchResponse } from 'plaid';
import { asInstitutionId } from '../model/ids.js';
import type { Institution } from '../model/institution.js';
import { boolean, requiredFields, requiredList, requiredText, text, stringList } from './wire.js';

/** The answer of /institutions/get_by_id. */
export function toInstitution(answer: unknown): Institution {
  const { institution } = requiredFields<InstitutionsGetByIdResponse>(answer, 'institutions/get_by_id');
  return toOne(institution);
}

/** The answer of /institutions/search. */
export function toInstitutions(answer: unknown): Institution[] {
  const { institutions } = requiredFields<InstitutionsSearchResponse>(answer, 'institutions/search');
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
