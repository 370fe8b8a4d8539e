import type {
  ItemGetResponse,
  ItemStatusInvestments,
  ItemStatusLastWebhook,
  ItemStatus as WireItemUpdates,
  ItemWithConsentFields,
} from 'plaid';
import { asInstitutionId, type ItemId, type UnixMs } from '../../model/ids.js';
import type { ItemUpdateType, PlaidItem, ProductUpdates } from '../../model/item.js';
import type { PlaidError } from '../../model/plaid-error.js';
import { itemRead } from '../endpoint.js';
import { toPlaidError } from '../plaid-error.js';
import { date, fieldsOf, invalidResponse, requiredFields, requireItem, text, stringList } from '../wire.js';

const MINUTE_MS = 60_000;

/** What Plaid knows of an Item. When the webhook about an error is lost, the error is noticed here, after the TTL. */
export const itemGet = itemRead({
  path: '/item/get',
  proves: 'item',
  rateLimit: { sandbox: { perItem: 40, perClient: 5_000 }, production: { perItem: 15, perClient: 5_000 } },
  cache: { kind: 'item', ttlMs: 5 * MINUTE_MS, encrypted: false },
  cost: 2,
  parse: (response, { item, requestedAt, redact }) => toPlaidItem(response, { itemId: item.id, requestedAt, redact }),
  errorIn: ({ error }) => error,
});

/** The response of /item/get. It must be about the requested Item. */
export function toPlaidItem(
  response: unknown,
  { itemId, requestedAt, redact }: { itemId: ItemId; requestedAt: UnixMs; redact: (text: string) => string },
): PlaidItem {
  const { item, status } = requiredFields<ItemGetResponse>(response, 'item/get');
  const wire = requiredFields<ItemWithConsentFields>(item, 'item');
  const institutionId = text(wire.institution_id);
  return {
    requestedAt,
    id: requireItem(wire.item_id, itemId),
    institutionId: institutionId === null ? null : asInstitutionId(institutionId),
    institutionName: text(wire.institution_name),
    error: toItemError(wire.error, redact),
    availableProducts: stringList(wire.available_products),
    billedProducts: stringList(wire.billed_products),
    products: stringList(wire.products),
    consentedProducts: stringList(wire.consented_products),
    consentedUseCases: stringList(wire.consented_use_cases),
    consentedDataScopes: stringList(wire.consented_data_scopes),
    consentExpirationTime: date(wire.consent_expiration_time),
    updateType: toUpdateType(wire.update_type),
    authMethod: text(wire.auth_method),
    webhook: text(wire.webhook),
    createdAt: date(wire.created_at),
    updates: toUpdates(status),
  };
}

/** An error that cannot be read must not be treated as no error: the Item would look healthy. */
function toItemError(value: unknown, redact: (text: string) => string): PlaidError | null {
  if (value === null || value === undefined) return null;
  const error = toPlaidError(value, redact);
  if (error === null) throw invalidResponse('item.error');
  return error;
}

function toUpdateType(value: unknown): ItemUpdateType | null {
  if (typeof value !== 'string') return null;
  if (value === 'background') return 'BACKGROUND';
  return value === 'user_present_required' ? 'USER_PRESENT_REQUIRED' : 'UNKNOWN';
}

function toUpdates(value: unknown): PlaidItem['updates'] {
  const wire = fieldsOf<WireItemUpdates>(value);
  if (wire === null) return null;
  const lastWebhook = fieldsOf<ItemStatusLastWebhook>(wire.last_webhook);
  return {
    transactions: toProductUpdates(wire.transactions),
    investments: toProductUpdates(wire.investments),
    lastWebhook: lastWebhook && { sentAt: date(lastWebhook.sent_at), codeSent: text(lastWebhook.code_sent) },
  };
}

function toProductUpdates(value: unknown): ProductUpdates | null {
  const wire = fieldsOf<ItemStatusInvestments>(value);
  return (
    wire && {
      lastSuccessfulUpdate: date(wire.last_successful_update),
      lastFailedUpdate: date(wire.last_failed_update),
    }
  );
}
