import { asItemId, type EventId, type ItemId } from '../model/ids.js';
import type { AppendOutcome, EventLog, QuarantinedWebhook } from '../store/store.js';
import { linkTokenFingerprint, sealWebhookBody } from '../vault/seal-contexts.js';
import type { Vault } from '../vault/vault.js';

/** How Plaid names the environment that a webhook is about. */
export type PlaidEnvironment = 'sandbox' | 'production';

/** What became of a verified webhook; each of them is durable. */
export type PersistOutcome =
  | AppendOutcome
  /** Well signed, but not for us or not to be understood: never delivered. */
  | { outcome: 'quarantined'; reason: string };

export interface PersistDeps {
  events: Pick<EventLog, 'append' | 'quarantine'>;
  vault: Vault;
  environment: PlaidEnvironment;
  now: () => number;
  newId: () => EventId;
}

/** A verified delivery. */
export interface VerifiedWebhook {
  rawBody: Buffer;
  replayKey: string;
}

/** Makes a verified webhook durable. Fails when that is not possible. */
export async function persist(deps: PersistDeps, webhook: VerifiedWebhook): Promise<PersistOutcome> {
  const { replayKey } = webhook;
  const id = deps.newId();
  const text = textOf(webhook.rawBody);
  const body = readBody(webhook.rawBody);
  const receivedAt = deps.now();
  const sealedBody = sealWebhookBody(deps.vault, id, text ?? webhook.rawBody.toString('base64'));

  const reason = reasonToKeepAside(body, deps.environment);
  if (body === null || reason !== null) {
    return keepAside(deps, { id, replayKey, reason: reason ?? NOT_AN_OBJECT, sealedBody, receivedAt });
  }
  return deps.events.append({ id, replayKey, ...fieldsOf(deps, body), sealedBody, receivedAt });
}

async function keepAside({ events }: PersistDeps, letter: QuarantinedWebhook): Promise<PersistOutcome> {
  const { outcome } = await events.quarantine(letter);
  return outcome === 'duplicate' ? { outcome, event: null } : { outcome, reason: letter.reason };
}

const NOT_AN_OBJECT = 'not a JSON object';
/** What stands in for a type or code that is missing; Plaid's own are never spelled so. */
const UNKNOWN = 'UNKNOWN';

/** The signature names no receiver, so a genuine webhook may still be another environment's. */
function reasonToKeepAside(body: Record<string, unknown> | null, environment: PlaidEnvironment): string | null {
  if (body === null) return NOT_AN_OBJECT;
  const named = body.environment ?? environment;
  return named === environment ? null : 'of another environment';
}

/** Nothing here may fail: Plaid adds fields, types and codes, and leaves out what its documentation requires. */
function fieldsOf(deps: PersistDeps, body: Record<string, unknown>) {
  return {
    // Old examples of Plaid's have backticks inside the text.
    webhookType: textIn(body.webhook_type)?.replaceAll('`', '') ?? UNKNOWN,
    webhookCode: textIn(body.webhook_code) ?? UNKNOWN,
    environment: deps.environment,
    ...subjectFields(deps.vault, body),
  };
}

/** What a body says it is about. */
export function subjectFields(
  vault: Vault,
  body: Record<string, unknown>,
): { itemId: ItemId | null; linkTokenFingerprint: string | null } {
  const linkToken = textIn(body.link_token);
  const itemId = textIn(body.item_id);
  return {
    itemId: itemId === null ? null : asItemId(itemId),
    linkTokenFingerprint: linkToken === null ? null : linkTokenFingerprint(vault, linkToken),
  };
}

/** The JSON object in a body; null when it holds anything else. */
export function readBody(rawBody: Buffer): Record<string, unknown> | null {
  const text = textOf(rawBody);
  return text === null ? null : parseObject(text);
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function textOf(rawBody: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(rawBody);
  } catch {
    return null;
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
