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

/** Plaid nests five levels at most; far deeper ones cannot even be written as JSON again. */
const MAX_LEVELS = 32;

/** The rules of `options`. Names of keys are not repeated: they are input. */
export function validatePassthrough(options: Record<string, unknown>): FieldError[] {
  const path = 'input.options';
  const errors: FieldError[] = [];
  if (Object.keys(options).some((key) => !ALLOWED.has(key))) {
    const rule = `may have only these keys: ${[...ALLOWED].join(', ')}`;
    errors.push({ path, rule });
  }
  const found = searchJson(options);
  if (found.hasReservedKey) {
    errors.push({
      path,
      rule: `must not hold, at any depth, what the gateway sets itself: ${[...RESERVED].join(', ')}`,
    });
  }
  if (found.isTooDeep) errors.push({ path, rule: `must be nested at most ${MAX_LEVELS} levels deep` });
  return errors;
}

/** What must not be in free-form JSON of a caller's. Walks without recursion: the nesting is the caller's, and could be deeper than the stack. */
export function searchJson(root: Record<string, unknown>): { hasReservedKey: boolean; isTooDeep: boolean } {
  const found = { hasReservedKey: false, isTooDeep: false };
  const pending: { value: unknown; level: number }[] = [{ value: root, level: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, level } = next;
    if (typeof value !== 'object' || value === null) continue;
    found.isTooDeep ||= level > MAX_LEVELS;
    found.hasReservedKey ||= !Array.isArray(value) && Object.keys(value).some((key) => RESERVED.has(key));
    for (const child of Object.values(value)) pending.push({ value: child, level: level + 1 });
  }
  return found;
}
