import type { Institution as WireInstitution, InstitutionsGetByIdResponse, InstitutionsSearchResponse } from 'plaid';
import { asInstitutionId } from '../model/ids.js';
import type { Institution } from '../model/institution.js';
import { flag, requiredFields, requiredList, requiredText, text, texts } from './wire.js';

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
    products: texts(wire.products) ?? [],
    countryCodes: texts(wire.country_codes) ?? [],
    url: text(wire.url),
    primaryColor: text(wire.primary_color),
    logo: text(wire.logo),
    routingNumbers: texts(wire.routing_numbers) ?? [],
    oauth: flag(wire.oauth) ?? false,
  };
}
