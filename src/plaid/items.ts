import type {
  ItemGetResponse,
  ItemStatusInvestments,
  ItemStatusLastWebhook,
  ItemStatus as WireItemUpdates,
  ItemWithConsentFields,
} from 'plaid';
import { asInstitutionId, asItemId, type ItemId, type UnixMs } from '../model/ids.js';
import type { ItemUpdateType, PlaidItem, ProductUpdates } from '../model/item.js';
import type { PlaidError } from '../model/plaid-error.js';
import { toPlaidError } from './plaid-error.js';
import { date, fieldsOf, invalidResponse, requiredFields, requiredText, text, stringList } from './wire.js';

/** The answer of /item/get. It must be about the Item that was asked for. */
export function toPlaidItem(
  answer: unknown,
  { itemId, askedAt, scrub }: { itemId: ItemId; askedAt: UnixMs; scrub: (text: string) => string },
): PlaidItem {
  const { item, status } = requiredFields<ItemGetResponse>(answer, 'item/get');
  const wire = requiredFields<ItemWithConsentFields>(item, 'item');
  const institutionId = text(wire.institution_id);
  return {
    askedAt,
    id: requireItem(wire.item_id, itemId),
    institutionId: institutionId === null ? null : asInstitutionId(institutionId),
    institutionName: text(wire.institution_name),
    error: toItemError(wire.error, scrub),
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

/** Refuses an answer about another Item: nobody's data may end up under somebody else's. */
export function requireItem(answered: unknown, asked: ItemId): ItemId {
  if (requiredText(answered, 'item_id') !== asked) throw invalidResponse('item_id of another Item');
  return asItemId(asked);
}

/** An error that cannot be read must not be taken for none: the Item would look healthy. */
function toItemError(value: unknown, scrub: (text: string) => string): PlaidError | null {
  if (value === null || value === undefined) return null;
  const error = toPlaidError(value, scrub);
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
