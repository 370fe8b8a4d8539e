import type * as plaid from 'plaid';
import {
  day,
  boolean,
  nullable,
  object,
  optional,
  text,
  integer,
  list,
  oneOf,
  number,
  type Rule,
  url,
} from '../http/validation.js';
import { accountFiltersShape } from './account-filters.js';
import { country, language, product } from './enums.js';

const optionalBoolean = () => optional(nullable(boolean()));

/** `identity_verification` of /link/token/create. */
export const identityVerificationShape = object<plaid.LinkTokenCreateRequestIdentityVerification>({
  template_id: text(),
  consent: optional(boolean()),
  gave_consent: optional(boolean()),
});

/** `statements` of /link/token/create. */
export const statementsShape = object<plaid.LinkTokenCreateRequestStatements>({ start_date: day(), end_date: day() });

/** `payment_configuration` of /link/token/create. */
export const paymentConfigurationShape = object<plaid.LinkTokenCreateRequestPaymentConfiguration>({
  amount: text(),
  description: optional(text()),
});

/** `payment_initiation` of /link/token/create. */
export const paymentInitiationShape = object<plaid.LinkTokenCreateRequestPaymentInitiation>({
  payment_id: optional(text()),
  consent_id: optional(text()),
});

/** `card_switch` of /link/token/create. */
export const cardSwitchShape = object<plaid.LinkTokenCreateCardSwitch>({ card_bin: text() });

/** `transfer` of /link/token/create. */
export const transferShape = object<plaid.LinkTokenCreateRequestTransfer>({
  intent_id: optional(text()),
  authorization_id: optional(text()),
  payment_profile_token: optional(text()),
});

/** `investments` of /link/token/create. */
export const investmentsShape = object<plaid.LinkTokenInvestments>({
  allow_unverified_crypto_wallets: optional(boolean()),
  allow_manual_entry: optional(boolean()),
});

/** `investments_auth` of /link/token/create. */
export const investmentsAuthShape = object<plaid.LinkTokenInvestmentsAuth>({
  manual_entry_enabled: optionalBoolean(),
  masked_number_match_enabled: optionalBoolean(),
  stated_account_number_enabled: optionalBoolean(),
  rollover_401k_enabled: optionalBoolean(),
});

/** Limits of the history that a consumer report may request and require. */
const MAX_HISTORY_DAYS = 731;

const MAX_REQUIRED_DAYS = 184;

const version = (...versions: string[]) => optional(nullable(oneOf(versions)));

const reportId = () => optional(nullable(text()));

const reasonCode = () => optional(nullable(text()));

const baseFicoScore = object<plaid.CraPartnerInsightsBaseFicoScore>({
  bureau: oneOf(['EQUIFAX', 'EXPERIAN', 'TRANSUNION']),
  score: integer(),
  reason_codes: optional(list(text(), { max: 4 })),
  reason_code_1: reasonCode(),
  reason_code_2: reasonCode(),
  reason_code_3: reasonCode(),
  reason_code_4: reasonCode(),
  did_inquiries_adversely_affect_score: optional(nullable(boolean())),
  base_fico_score_version: oneOf(['8', '9', '10', '10T']),
});

const partnerInsights = object<plaid.LinkTokenCreateRequestCraOptionsPartnerInsights>({
  prism_versions: optional(
    nullable(
      object<plaid.PrismVersions>({
        firstdetect: version('3'),
        detect: version('4.1', '4'),
        cashscore: version('4.1', '4', '3_lite', '3'),
        extend: version('4.1', '4'),
        insights: version('4.1', '4', '3'),
      }),
    ),
  ),
  fico: optional(
    nullable(
      object<plaid.CraPartnerInsightsFicoInput>({
        fico_lender_id: text(),
        lender_application_id: text(),
        ultrafico_score_requests: list(
          object<plaid.CraPartnerInsightsUltraFicoScoreRequest>({
            ultrafico_score_version: oneOf(['1.0']),
            fico_scoring_request_id: optional(text()),
            request_correlation_id: optional(text()),
            base_fico_score: baseFicoScore,
          }),
        ),
      }),
    ),
  ),
});

const baseReport = object<plaid.LinkTokenCreateRequestCraOptionsBaseReport>({
  client_report_id: reportId(),
  gse_options: optional(
    nullable(
      object<plaid.LinkTokenCreateRequestCraOptionsBaseReportGSEOptions>({
        report_types: list(oneOf(['VOA', 'EMPLOYMENT_REFRESH'])),
      }),
    ),
  ),
  require_identity: optional(nullable(boolean())),
  home_lending_report_options: optional(
    nullable(
      object<plaid.CraCheckReportHomeLendingReportOptions>({
        reports_requested: list(oneOf(['VOA', 'EMPLOYMENT_REFRESH', 'INCOME'])),
        employment_refresh_options: optional(
          nullable(
            object<plaid.CraCheckReportVerificationGetEmploymentRefreshOptions>({
              days_requested: integer(0, MAX_HISTORY_DAYS),
            }),
          ),
        ),
      }),
    ),
  ),
});

/** `cra_options` of /link/token/create. */
export const craOptionsShape = object<plaid.LinkTokenCreateRequestCraOptions>({
  days_requested: integer(0, MAX_HISTORY_DAYS),
  days_required: optional(integer(0, MAX_REQUIRED_DAYS)),
  client_report_id: reportId(),
  partner_insights: optional(partnerInsights),
  base_report: optional(baseReport),
  cashflow_insights: optional(
    object<plaid.LinkTokenCreateRequestCraOptionsCashflowInsights>({
      attributes_version: version('v1.0', 'v2.0', 'CFI1'),
    }),
  ),
  lend_score: optional(
    object<plaid.LinkTokenCreateRequestCraOptionsLendScore>({ lend_score_version: version('v1.0', 'v2.0', 'LS1') }),
  ),
  network_insights: optional(
    object<plaid.LinkTokenCreateRequestCraOptionsNetworkInsights>({ network_insights_version: version('NI1') }),
  ),
  include_investments: optional(nullable(boolean())),
  income_insights: optional(
    object<plaid.LinkTokenCreateRequestCraOptionsIncomeInsights>({
      income_insights_filter: optional(
        nullable(
          object<plaid.IncomeInsightsFilter>({
            included_categories: list(text()),
            excluded_categories: optional(list(text())),
          }),
        ),
      ),
      income_insights_version: nullable(oneOf(['II2'])),
    }),
  ),
});

/** The history limit of the older reports. */
const MAX_REPORT_DAYS = 730;

const MAX_PAY = 1e12;

const sources = () => optional(list(oneOf(['bank', 'payroll'])));

const documentParsing = () => list(oneOf(['ocr', 'risk_signals']));

const pay = () => optional(number(0, MAX_PAY));

const statedIncome = object<plaid.LinkTokenCreateRequestUserStatedIncomeSource>({
  employer: optional(text()),
  category: optional(
    oneOf([
      'OTHER',
      'SALARY',
      'UNEMPLOYMENT',
      'CASH',
      'GIG_ECONOMY',
      'RENTAL',
      'CHILD_SUPPORT',
      'MILITARY',
      'RETIREMENT',
      'LONG_TERM_DISABILITY',
      'BANK_INTEREST',
    ]),
  ),
  pay_per_cycle: pay(),
  pay_annual: pay(),
  pay_type: optional(oneOf(['UNKNOWN', 'GROSS', 'NET'])),
  pay_frequency: optional(oneOf(['UNKNOWN', 'WEEKLY', 'BIWEEKLY', 'SEMI_MONTHLY', 'MONTHLY'])),
});

/** `income_verification` of /link/token/create. */
export const incomeVerificationShape = object<plaid.LinkTokenCreateRequestIncomeVerification>({
  income_verification_id: optional(text()),
  asset_report_id: optional(text()),
  access_tokens: optional(nullable(list(text()))),
  income_source_types: sources(),
  bank_income: optional(
    object<plaid.LinkTokenCreateRequestIncomeVerificationBankIncome>({
      days_requested: integer(1, MAX_HISTORY_DAYS),
      enable_multiple_items: optional(nullable(boolean())),
    }),
  ),
  payroll_income: optional(
    object<plaid.LinkTokenCreateRequestIncomeVerificationPayrollIncome>({
      flow_types: optional(nullable(list(oneOf(['payroll_digital_income', 'payroll_document_income'])))),
      is_update_mode: optional(boolean()),
      item_id_to_update: optional(nullable(text())),
      parsing_config: optional(nullable(documentParsing())),
    }),
  ),
  stated_income_sources: optional(list(statedIncome)),
});

/** `options.income_verification` of /sandbox/public_token/create. */
export const sandboxIncomeShape = object<plaid.SandboxPublicTokenCreateRequestOptionsIncomeVerification>({
  income_source_types: sources(),
  bank_income: optional(
    object<plaid.SandboxPublicTokenCreateRequestIncomeVerificationBankIncome>({ days_requested: optional(integer()) }),
  ),
});

/** `employment` of /link/token/create. */
export const employmentShape = object<plaid.LinkTokenCreateRequestEmployment>({
  employment_source_types: sources(),
  bank_employment: optional(object<plaid.LinkTokenCreateRequestEmploymentBankIncome>({ days_requested: integer() })),
});

/** `base_report` of /link/token/create. */
export const baseReportShape = object<plaid.LinkTokenCreateRequestBaseReport>({
  days_requested: integer(1, MAX_REPORT_DAYS),
  client_report_id: optional(nullable(text())),
});

/** `credit_partner_insights` of /link/token/create. */
export const creditPartnerInsightsShape = object<plaid.LinkTokenCreateRequestCreditPartnerInsights>({
  days_requested: optional(integer(1, MAX_REPORT_DAYS)),
});

/** `cashflow_report` of /link/token/create. */
export const cashflowReportShape = object<plaid.LinkTokenCashflowReport>({
  days_requested: optional(integer(1, MAX_REPORT_DAYS)),
});

/** `identity` of /link/token/create. */
export const identityShape = object<plaid.LinkTokenCreateIdentity>({
  is_document_upload: optional(boolean()),
  account_ids: optional(list(text())),
  parsing_configs: optional(documentParsing()),
});

/** 21 days. */
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

/** `institution_data` of /link/token/create. */
export const institutionDataShape = object<plaid.LinkTokenCreateInstitutionData>({ routing_number: optional(text()) });

/** The fields of /link/token/create, including those of products that are not emulated. */
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
  eu_config: optional(object<plaid.LinkTokenEUConfig>({ headless: optional(boolean()) })),
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
      auth_type_select_enabled: optional(boolean()),
      automated_microdeposits_enabled: optional(boolean()),
      instant_match_enabled: optional(boolean()),
      same_day_microdeposits_enabled: optional(boolean()),
      instant_microdeposits_enabled: optional(boolean()),
      reroute_to_credentials: optional(oneOf(['OFF', 'OPTIONAL', 'FORCED'])),
      database_match_enabled: optional(boolean()),
      database_insights_enabled: optional(boolean()),
      flow_type: optional(oneOf(['FLEXIBLE_AUTH'])),
      sms_microdeposits_verification_enabled: optional(boolean()),
    }),
  ),
  transfer: optional(transferShape),
  update: optional(
    object<plaid.LinkTokenCreateRequestUpdate>({
      account_selection_enabled: optional(boolean()),
      reauthorization_enabled: optional(boolean()),
      user: optional(boolean()),
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
      is_mobile_app: optional(boolean()),
    }),
  ),
  transactions: optional(object<plaid.LinkTokenTransactions>({ days_requested: optional(integer(1, 730)) })),
  cashflow_report: optional(cashflowReportShape),
  cra_enabled: optional(boolean()),
  identity: optional(identityShape),
  financekit_supported: optional(boolean()),
  enable_multi_item_link: optional(boolean()),
};
