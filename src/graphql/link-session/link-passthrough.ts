import type { FieldError } from '../../errors/gateway-error.js';

/** Top-level keys of /link/token/create that callers may set and that have no field in CreateLinkSessionInput. */
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

/** Keys that only the gateway may set, at any depth: credentials, tokens, the user's id, the webhook URL. */
const RESERVED = new Set([
  'access_token',
  'access_tokens',
  'client_id',
  'client_user_id',
  'public_token',
  'secret',
  'webhook',
]);

/** Plaid uses at most five levels. Very deep nesting would overflow the stack when serialized. */
const MAX_LEVELS = 32;

/** The rules of `options`. Errors do not repeat the caller's key names, because they are input. */
export function validatePassthrough(options: Record<string, unknown>): FieldError[] {
  const path = 'input.options';
  const errors: FieldError[] = [];
  if (Object.keys(options).some((key) => !ALLOWED.has(key))) {
    const rule = `must contain only these keys: ${[...ALLOWED].join(', ')}`;
    errors.push({ path, rule });
  }
  const found = searchJson(options);
  if (found.hasReservedKey) {
    errors.push({
      path,
      rule: `must not contain, at any depth, keys that the gateway sets itself: ${[...RESERVED].join(', ')}`,
    });
  }
  if (found.isTooDeep) errors.push({ path, rule: `must be nested at most ${MAX_LEVELS} levels deep` });
  return errors;
}

/** Searches a caller's JSON object for reserved keys and too deep nesting. It is not recursive, because deep input could overflow the stack. */
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
