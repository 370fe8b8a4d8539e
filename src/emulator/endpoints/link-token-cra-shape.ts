import type * as plaid from 'plaid';
import { flag, integer, list, nullable, object, oneOf, optional, text } from '../http/validation.js';

/** The longest history a consumer report may ask for, and the longest it may insist on. */
const LONGEST_HISTORY_DAYS = 731;
const LONGEST_REQUIRED_DAYS = 184;

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
  did_inquiries_adversely_affect_score: optional(nullable(flag())),
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
  require_identity: optional(nullable(flag())),
  home_lending_report_options: optional(
    nullable(
      object<plaid.CraCheckReportHomeLendingReportOptions>({
        reports_requested: list(oneOf(['VOA', 'EMPLOYMENT_REFRESH', 'INCOME'])),
        employment_refresh_options: optional(
          nullable(
            object<plaid.CraCheckReportVerificationGetEmploymentRefreshOptions>({
              days_requested: integer(0, LONGEST_HISTORY_DAYS),
            }),
          ),
        ),
      }),
    ),
  ),
});

/** `cra_options` of /link/token/create. */
export const craOptionsShape = object<plaid.LinkTokenCreateRequestCraOptions>({
  days_requested: integer(0, LONGEST_HISTORY_DAYS),
  days_required: optional(integer(0, LONGEST_REQUIRED_DAYS)),
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
  include_investments: optional(nullable(flag())),
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
