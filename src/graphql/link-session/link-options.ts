import type { FieldError } from '../../errors/gateway-error.js';

/** Top-level keys of /link/token/create that have no field in CreateLinkSessionInput and are the caller's to set. */
const ALLOWED = new Set([
  'appearance_mode',
  'base_report',
  'card_switch',
  'cashflow_report',
  'consumer_report_permissible_purpose',
  'cra_enabled',
  'cra_options',
  'credit_partner_insights',
  'employment',
  'eu_config',
  'financekit_supported',
  'identity',
  'identity_verification',
  'income_verification',
  'investments',
  'investments_auth',
  'payment_configuration',
  'payment_initiation',
  'statements',
  'third_party_user_token',
  'transfer',
  'user_token',
]);

/** Keys that are the gateway's own at any depth: credentials, tokens of Items, who the person is, where webhooks go. */
const RESERVED = new Set([
  'access_token',
  'access_tokens',
  'client_id',
  'client_user_id',
  'public_token',
  'secret',
  'webhook',
]);

/** The rules of `options`. Names of keys are not repeated: they are input. */
export function checkLinkOptions(options: Record<string, unknown>): FieldError[] {
  const path = 'input.options';
  const errors: FieldError[] = [];
  if (Object.keys(options).some((key) => !ALLOWED.has(key))) {
    const rule = `may have only these keys: ${[...ALLOWED].join(', ')}`;
    errors.push({ path, rule });
  }
  if (hasReservedKey(options)) {
    errors.push({
      path,
      rule: `must not hold, at any depth, what the gateway sets itself: ${[...RESERVED].join(', ')}`,
    });
  }
  return errors;
}

/** Walks without recursion: the nesting is the caller's, and could be deeper than the stack. */
function hasReservedKey(root: Record<string, unknown>): boolean {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value) && Object.keys(value).some((key) => RESERVED.has(key))) return true;
    for (const child of Object.values(value)) pending.push(child);
  }
  return false;
}
