import { isJsonObject } from '../model/json.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import { containsToken } from '../plaid/redact.js';
import type { Vault } from '../vault/vault.js';
import { openWebhookBody } from '../vault/seal-contexts.js';

/** Keys that name a secret, and keys that mean something to JavaScript's objects. */
const REMOVED_KEYS = /tokens?$|^client_?id$|secret|^(__proto__|constructor|prototype)$/i;
/** Deeper than any webhook of Plaid's. */
const MAX_DEPTH = 32;

/** What was read of events that are still being delivered: it goes with the record that it was read from. */
const known = new WeakMap<RecordedEvent, Record<string, unknown>>();

/**
 * The webhook's body, parsed, without what is secret: by the name of a key, or by the form of a text. A record is opened
 * once, however many subscribers it is delivered to; the answer is theirs together and is not to be changed.
 */
export function redactedPayload(vault: Pick<Vault, 'open'>, event: RecordedEvent): Record<string, unknown> {
  const payload = known.get(event) ?? openPayload(vault, event);
  known.set(event, payload);
  return payload;
}

function openPayload(vault: Pick<Vault, 'open'>, event: RecordedEvent): Record<string, unknown> {
  const body: unknown = JSON.parse(openWebhookBody(vault, event));
  return isJsonObject(body) ? publicFields(body, 0) : {};
}

function publicFields(value: Record<string, unknown>, depth: number): Record<string, unknown> {
  const entries = Object.entries(value).filter(
    ([key, entry]) => !REMOVED_KEYS.test(key) && !containsToken(key) && isPublic(entry, depth),
  );
  return Object.fromEntries(entries.map(([key, entry]) => [key, publicValue(entry, depth + 1)]));
}

const isPublic = (value: unknown, depth: number): boolean =>
  typeof value === 'string' ? !containsToken(value) : depth < MAX_DEPTH || typeof value !== 'object';

function publicValue(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) {
    return value.filter((entry) => isPublic(entry, depth)).map((entry) => publicValue(entry, depth + 1));
  }
  if (isJsonObject(value)) return publicFields(value, depth);
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
