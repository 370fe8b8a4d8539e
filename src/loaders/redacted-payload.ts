import { isJsonObject } from '../model/json.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import { containsToken } from '../plaid/redact.js';
import type { Vault } from '../vault/vault.js';
import { openWebhookBody } from '../vault/sealing.js';

/** Keys of secrets, and keys that have a meaning for JavaScript objects (prototype pollution). */
const REMOVED_KEYS = /tokens?$|^client_?id$|secret|^(__proto__|constructor|prototype)$/i;
/** Deeper than any of Plaid's webhooks. */
const MAX_DEPTH = 32;

/** Payloads of events that are being delivered. An entry is garbage-collected with its record. */
const cached = new WeakMap<RecordedEvent, Record<string, unknown>>();

/**
 * The parsed body of a webhook, without secrets: they are recognized by key or by the form of a text. The body is decrypted
 * once per record, however many subscribers receive it. They share the result and must not change it.
 */
export function readRedactedPayload(vault: Pick<Vault, 'open'>, event: RecordedEvent): Record<string, unknown> {
  const payload = cached.get(event) ?? openPayload(vault, event);
  cached.set(event, payload);
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
