import type * as plaid from 'plaid';
import { flag, integer, list, nullable, number, object, oneOf, optional, text } from '../http/validation.js';

/** The longest history a report may ask for. */
const LONGEST_HISTORY_DAYS = 731;
/** The longest history of the reports that came before the consumer report. */
const LONGEST_REPORT_DAYS = 730;
const LARGEST_PAY = 1e12;

const sources = () => optional(list(oneOf(['bank', 'payroll'])));
const documentParsing = () => list(oneOf(['ocr', 'risk_signals']));
const pay = () => optional(number(0, LARGEST_PAY));

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
      days_requested: integer(1, LONGEST_HISTORY_DAYS),
      enable_multiple_items: optional(nullable(flag())),
    }),
  ),
  payroll_income: optional(
    object<plaid.LinkTokenCreateRequestIncomeVerificationPayrollIncome>({
      flow_types: optional(nullable(list(oneOf(['payroll_digital_income', 'payroll_document_income'])))),
      is_update_mode: optional(flag()),
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
  days_requested: integer(1, LONGEST_REPORT_DAYS),
  client_report_id: optional(nullable(text())),
});

/** `credit_partner_insights` of /link/token/create. */
export const creditPartnerInsightsShape = object<plaid.LinkTokenCreateRequestCreditPartnerInsights>({
  days_requested: optional(integer(1, LONGEST_REPORT_DAYS)),
});

/** `cashflow_report` of /link/token/create. */
export const cashflowReportShape = object<plaid.LinkTokenCashflowReport>({
  days_requested: optional(integer(1, LONGEST_REPORT_DAYS)),
});

/** `identity` of /link/token/create. */
export const identityShape = object<plaid.LinkTokenCreateIdentity>({
  is_document_upload: optional(flag()),
  account_ids: optional(list(text())),
  parsing_configs: optional(documentParsing()),
});
