import type * as plaid from 'plaid';
import { flag, integer, list, nullable, object, oneOf, optional, type Rule, text, url } from '../http/validation.js';
import { accountFiltersShape } from './account-filters.js';
import { craOptionsShape } from './link-token-cra-shape.js';
import {
  baseReportShape,
  cashflowReportShape,
  creditPartnerInsightsShape,
  employmentShape,
  identityShape,
  incomeVerificationShape,
} from './link-token-income-shape.js';
import {
  cardSwitchShape,
  identityVerificationShape,
  investmentsAuthShape,
  investmentsShape,
  paymentConfigurationShape,
  paymentInitiationShape,
  statementsShape,
  transferShape,
} from './link-token-products-shape.js';
import { country, language, product } from './enums.js';

/** At most 21 days. */
const MAX_HOSTED_LIFETIME_S = 21 * 24 * 60 * 60;

const products = () => optional(nullable(list(product())));

const userShape = object<plaid.LinkTokenCreateRequestUser>({
  client_user_id: text({ min: 1 }),
  legal_name: optional(text()),
  name: optional(
    nullable(object<plaid.IdentityVerificationRequestUserName>({ given_name: text(), family_name: text() })),
  ),
  phone_number: optional(text()),
  phone_number_verified_time: optional(nullable(text())),
  email_address: optional(text()),
  email_address_verified_time: optional(nullable(text())),
  ssn: optional(text()),
  date_of_birth: optional(nullable(text())),
  address: optional(
    nullable(
      object<plaid.UserAddress>({
        street: optional(nullable(text())),
        street2: optional(nullable(text())),
        city: optional(nullable(text())),
        region: optional(nullable(text())),
        postal_code: optional(nullable(text())),
        country: text(),
      }),
    ),
  ),
  id_number: optional(nullable(object<plaid.UserIDNumber>({ value: text(), type: text() }))),
});

/** What the application knows of the bank that Link is to show. */
export const institutionDataShape = object<plaid.LinkTokenCreateInstitutionData>({ routing_number: optional(text()) });

/** What /link/token/create takes, field by field, down to the parts of products that are not played. */
export const linkTokenFields: Record<Exclude<keyof plaid.LinkTokenCreateRequest, 'client_id' | 'secret'>, Rule> = {
  client_name: text({ min: 1 }),
  language: language(),
  country_codes: list(country(), { min: 1 }),
  user: optional(userShape),
  user_id: optional(text()),
  user_token: optional(text()),
  products: products(),
  required_if_supported_products: products(),
  optional_products: products(),
  additional_consented_products: products(),
  webhook: optional(url()),
  access_token: optional(nullable(text({ min: 1 }))),
  access_tokens: optional(list(text())),
  link_customization_name: optional(text()),
  appearance_mode: optional(nullable(oneOf(['LIGHT', 'DARK', 'SYSTEM']))),
  redirect_uri: optional(url()),
  android_package_name: optional(text()),
  institution_data: optional(institutionDataShape),
  card_switch: optional(cardSwitchShape),
  account_filters: optional(accountFiltersShape),
  eu_config: optional(object<plaid.LinkTokenEUConfig>({ headless: optional(flag()) })),
  institution_id: optional(text()),
  payment_configuration: optional(paymentConfigurationShape),
  payment_initiation: optional(paymentInitiationShape),
  employment: optional(employmentShape),
  income_verification: optional(incomeVerificationShape),
  base_report: optional(baseReportShape),
  credit_partner_insights: optional(creditPartnerInsightsShape),
  cra_options: optional(craOptionsShape),
  consumer_report_permissible_purpose: optional(text()),
  auth: optional(
    object<plaid.LinkTokenCreateRequestAuth>({
      auth_type_select_enabled: optional(flag()),
      automated_microdeposits_enabled: optional(flag()),
      instant_match_enabled: optional(flag()),
      same_day_microdeposits_enabled: optional(flag()),
      instant_microdeposits_enabled: optional(flag()),
      reroute_to_credentials: optional(oneOf(['OFF', 'OPTIONAL', 'FORCED'])),
      database_match_enabled: optional(flag()),
      database_insights_enabled: optional(flag()),
      flow_type: optional(oneOf(['FLEXIBLE_AUTH'])),
      sms_microdeposits_verification_enabled: optional(flag()),
    }),
  ),
  transfer: optional(transferShape),
  update: optional(
    object<plaid.LinkTokenCreateRequestUpdate>({
      account_selection_enabled: optional(flag()),
      reauthorization_enabled: optional(flag()),
      user: optional(flag()),
      item_ids: optional(nullable(list(text()))),
    }),
  ),
  identity_verification: optional(identityVerificationShape),
  statements: optional(statementsShape),
  third_party_user_token: optional(text()),
  investments: optional(investmentsShape),
  investments_auth: optional(investmentsAuthShape),
  hosted_link: optional(
    object<plaid.LinkTokenCreateHostedLink>({
      delivery_method: optional(oneOf(['sms', 'email'])),
      completion_redirect_uri: optional(text({ min: 1 })),
      url_lifetime_seconds: optional(integer(1, MAX_HOSTED_LIFETIME_S)),
      is_mobile_app: optional(flag()),
    }),
  ),
  transactions: optional(object<plaid.LinkTokenTransactions>({ days_requested: optional(integer(1, 730)) })),
  cashflow_report: optional(cashflowReportShape),
  cra_enabled: optional(flag()),
  identity: optional(identityShape),
  financekit_supported: optional(flag()),
  enable_multi_item_link: optional(flag()),
};
