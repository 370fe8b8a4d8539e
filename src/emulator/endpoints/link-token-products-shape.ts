import type * as plaid from 'plaid';
import { day, flag, nullable, object, optional, text } from '../http/validation.js';

const choice = () => optional(nullable(flag()));

/** `identity_verification` of /link/token/create. */
export const identityVerificationShape = object<plaid.LinkTokenCreateRequestIdentityVerification>({
  template_id: text(),
  consent: optional(flag()),
  gave_consent: optional(flag()),
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
  allow_unverified_crypto_wallets: optional(flag()),
  allow_manual_entry: optional(flag()),
});

/** `investments_auth` of /link/token/create. */
export const investmentsAuthShape = object<plaid.LinkTokenInvestmentsAuth>({
  manual_entry_enabled: choice(),
  masked_number_match_enabled: choice(),
  stated_account_number_enabled: choice(),
  rollover_401k_enabled: choice(),
});
