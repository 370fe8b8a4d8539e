import { badUserInput } from '../../errors/gateway-error.js';
import type { LinkTokenRequest } from '../../plaid/plaid-client.js';
import type { GraphqlSettings } from '../context.js';
import type {
  CreateLinkSessionInput,
  HostedLinkInput,
  LinkAccountFiltersInput,
  LinkAuthInput,
  LinkUserInput,
} from './link-session.input.js';
import { validatePassthrough } from './link-passthrough.js';
import { validateLinkRequest } from './link-validation.js';

/**
 * Converts the input to the body of /link/token/create, without what the gateway adds (credentials, the user's id, the
 * webhook URL, configured defaults, an access token). Fails with BAD_USER_INPUT, listing every broken rule of Plaid's and
 * of the operator's that can be checked without calling Plaid.
 */
export function linkTokenRequest(
  input: CreateLinkSessionInput,
  settings: Pick<GraphqlSettings, 'countryCodes' | 'link'>,
): LinkTokenRequest {
  const fields = [...validateLinkRequest(input, settings), ...validatePassthrough(input.options ?? {})];
  if (fields.length > 0)
    throw badUserInput('The Link session input is invalid. See `fields` for the rules to follow.', fields);
  return {
    ...given({
      products: input.products,
      required_if_supported_products: input.requiredIfSupportedProducts,
      optional_products: input.optionalProducts,
      additional_consented_products: input.additionalConsentedProducts,
      client_name: input.clientName,
      language: input.language,
      country_codes: input.countryCodes,
      user: input.user && userOf(input.user),
      user_id: input.userId,
      redirect_uri: input.redirectUri,
      android_package_name: input.androidPackageName,
      link_customization_name: input.linkCustomizationName,
      institution_id: input.institutionId,
      institution_data: input.institutionData && given({ routing_number: input.institutionData.routingNumber }),
      account_filters: input.accountFilters && accountFiltersOf(input.accountFilters),
      hosted_link: input.hostedLink && hostedLinkOf(input.hostedLink),
      enable_multi_item_link: input.enableMultiItemLink,
      update: input.update && given({ account_selection_enabled: input.update.accountSelectionEnabled }),
      auth: input.auth && authOf(input.auth),
      transactions: input.transactions && given({ days_requested: input.transactions.daysRequested }),
    }),
    ...input.options,
  };
}

function userOf(user: LinkUserInput): Record<string, unknown> {
  const { name, address } = user;
  return given({
    legal_name: user.legalName,
    phone_number: user.phoneNumber,
    email_address: user.emailAddress,
    date_of_birth: user.dateOfBirth,
    name: name && { given_name: name.givenName, family_name: name.familyName },
    address:
      address &&
      given({
        street: address.street,
        street2: address.street2,
        city: address.city,
        region: address.region,
        postal_code: address.postalCode,
        country: address.country,
      }),
  });
}

function accountFiltersOf(filters: LinkAccountFiltersInput): Record<string, unknown> {
  const { depository, limitedPurposeTypes, credit, loan, investment, other } = filters;
  return given({
    depository: depository && given({ account_subtypes: depository, limited_purpose_types: limitedPurposeTypes }),
    credit: credit && { account_subtypes: credit },
    loan: loan && { account_subtypes: loan },
    investment: investment && { account_subtypes: investment },
    other: other && { account_subtypes: other },
  });
}

function hostedLinkOf(hostedLink: HostedLinkInput): Record<string, unknown> {
  return given({
    delivery_method: hostedLink.deliveryMethod,
    completion_redirect_uri: hostedLink.completionRedirectUri,
    url_lifetime_seconds: hostedLink.urlLifetimeSeconds,
    is_mobile_app: hostedLink.isMobileApp,
  });
}

function authOf(auth: LinkAuthInput): Record<string, unknown> {
  return given({
    auth_type_select_enabled: auth.authTypeSelectEnabled,
    automated_microdeposits_enabled: auth.automatedMicrodepositsEnabled,
    instant_match_enabled: auth.instantMatchEnabled,
    same_day_microdeposits_enabled: auth.sameDayMicrodepositsEnabled,
    instant_microdeposits_enabled: auth.instantMicrodepositsEnabled,
    reroute_to_credentials: auth.rerouteToCredentials,
    sms_microdeposits_verification_enabled: auth.smsMicrodepositsVerificationEnabled,
  });
}

/** Omits null and undefined fields, because Plaid rejects null in most places. */
function given(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}
