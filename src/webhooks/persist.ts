import type { EventId } from '../model/ids.js';
import type { AppendOutcome, EventLog, QuarantinedWebhook } from '../store/store.js';
import { sealWebhookBody } from '../vault/sealing.js';
import type { Vault } from '../vault/vault.js';
import { bodyText, nonEmptyString, parseBody, subjectFields } from './webhook-body.js';

/** Plaid's name for the environment that a webhook is about. */
export type PlaidEnvironment = 'sandbox' | 'production';

/** What was done with a verified webhook; each outcome is durable. */
export type PersistOutcome =
  | AppendOutcome
  /** Correctly signed, but unreadable or from another environment: never delivered to subscribers. */
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

/** Stores a verified webhook, its body encrypted. Rejects when it cannot be made durable. */
export async function persist(deps: PersistDeps, webhook: VerifiedWebhook): Promise<PersistOutcome> {
  const { replayKey, rawBody } = webhook;
  const id = deps.newId();
  const body = parseBody(rawBody);
  const receivedAt = deps.now();
  const sealedBody = sealWebhookBody(deps.vault, id, bodyText(rawBody) ?? rawBody.toString('base64'));

  const reason = reasonToQuarantine(body, deps.environment);
  if (body === null || reason !== null) {
    return quarantine(deps, { id, replayKey, reason: reason ?? NOT_AN_OBJECT, sealedBody, receivedAt });
  }
  return deps.events.append({ id, replayKey, ...fieldsOf(deps, body), sealedBody, receivedAt });
}

async function quarantine({ events }: PersistDeps, webhook: QuarantinedWebhook): Promise<PersistOutcome> {
  const { outcome } = await events.quarantine(webhook);
  return outcome === 'duplicate' ? { outcome, event: null } : { outcome: 'quarantined', reason: webhook.reason };
}

const NOT_AN_OBJECT = 'not a JSON object';
/** Replaces a missing type or code; Plaid has none of this name. */
const UNKNOWN = 'UNKNOWN';

/** The signature names no receiver, so a genuine webhook may still come from another environment. */
function reasonToQuarantine(body: Record<string, unknown> | null, environment: PlaidEnvironment): string | null {
  if (body === null) return NOT_AN_OBJECT;
  const named = body.environment ?? environment;
  return named === environment ? null : 'of another environment';
}

/** Must accept everything: Plaid adds fields, types and codes, and omits fields that its documentation requires. */
function fieldsOf(deps: PersistDeps, body: Record<string, unknown>) {
  // Some of Plaid's older examples have backticks in the text.
  const webhookType = nonEmptyString(body.webhook_type)?.replaceAll('`', '') ?? UNKNOWN;
  const webhookCode = nonEmptyString(body.webhook_code) ?? UNKNOWN;
  return {
    webhookType,
    webhookCode,
    sessionSucceeded: webhookType === 'LINK' && webhookCode === 'SESSION_FINISHED' && isSuccess(body.status),
    environment: deps.environment,
    ...subjectFields(deps.vault, body),
  };
}

/** Plaid writes SUCCESS, and has sent it in lower case too. */
function isSuccess(status: unknown): boolean {
  return typeof status === 'string' && status.toUpperCase() === 'SUCCESS';
}
