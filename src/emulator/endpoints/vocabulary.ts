import type { CountryCode, Product } from '../plaid-types.js';
import { oneOf, text } from '../http/shapes.js';

const products: Record<Product, true> = {
  assets: true,
  auth: true,
  balance: true,
  balance_plus: true,
  beacon: true,
  identity: true,
  identity_match: true,
  investments: true,
  investments_auth: true,
  liabilities: true,
  payment_initiation: true,
  identity_verification: true,
  transactions: true,
  credit_details: true,
  income: true,
  income_verification: true,
  standing_orders: true,
  transfer: true,
  employment: true,
  recurring_transactions: true,
  transactions_refresh: true,
  signal: true,
  statements: true,
  processor_payments: true,
  processor_identity: true,
  profile: true,
  cra_base_report: true,
  cra_income_insights: true,
  cra_partner_insights: true,
  cra_network_insights: true,
  cra_cashflow_insights: true,
  cra_monitoring: true,
  cra_lend_score: true,
  cra_qualify: true,
  cra_home_lending: true,
  cra_plaid_credit_score: true,
  layer: true,
  pay_by_bank: true,
  protect_linked_bank: true,
  protect_transactions: true,
};

const countries: Record<CountryCode, true> = {
  US: true,
  GB: true,
  ES: true,
  NL: true,
  FR: true,
  IE: true,
  CA: true,
  DE: true,
  IT: true,
  PL: true,
  DK: true,
  NO: true,
  SE: true,
  EE: true,
  LT: true,
  LV: true,
  PT: true,
  BE: true,
  AT: true,
  FI: true,
};

/** The languages Link speaks. */
const languages = [
  'da',
  'nl',
  'en',
  'et',
  'fr',
  'de',
  'hi',
  'it',
  'lv',
  'lt',
  'no',
  'pl',
  'pt',
  'ro',
  'es',
  'sv',
  'vi',
];

/** A product name. */
export const product = () => oneOf(Object.keys(products), 'INVALID_PRODUCT');
/** Of the form of Plaid's account ids, whether there is such an account or not. Theirs are 37 letters and digits. */
export const accountId = () => text({ pattern: /^[A-Za-z0-9]{30,64}$/, what: 'a valid account ID' });
/** A country code. */
export const country = () => oneOf(Object.keys(countries));
/** A language code. */
export const language = () => oneOf(languages);
