import type { Institution as WireInstitution, InstitutionsGetByIdResponse } from 'plaid';
import { asInstitutionId } from '../model/ids.js';
import type { Institution } from '../model/institution.js';
import { flag, requiredFields, requiredText, text, texts } from './wire.js';

/** The answer of /institutions/get_by_id. */
export function toInstitution(answer: unknown): Institution {
  const { institution } = requiredFields<InstitutionsGetByIdResponse>(answer, 'institutions/get_by_id');
  const wire = requiredFields<WireInstitution>(institution, 'institution');
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
