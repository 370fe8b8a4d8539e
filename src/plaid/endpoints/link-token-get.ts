import type {
  LinkEvent as WireLinkEvent,
  LinkSessionExit,
  LinkSessionExitMetadata,
  LinkSessionItemAddResult,
  LinkSessionResults,
  LinkSessionSuccess,
  LinkSessionSuccessMetadata,
  LinkSessionSuccessMetadataAccount,
  LinkSessionSuccessMetadataInstitution,
  LinkTokenGetMetadataResponse,
  LinkTokenGetResponse,
  LinkTokenGetSessionsResponse,
} from 'plaid';
import type {
  LinkAttempt,
  LinkedAccount,
  LinkEvent,
  LinkExit,
  LinkItemAddResult,
  LinkSessionMetadata,
  OwnedLinkSession,
  PlaidLinkSession,
} from '../../model/link-session.js';
import type { Sealed } from '../../model/ids.js';
import { openLinkToken } from '../../vault/sealing.js';
import { publicRead } from '../endpoint.js';
import { toAccountType } from './accounts-get.js';
import { toPlaidError } from '../plaid-error.js';
import { sanitizeJsonObject, date, fieldsOf, listOf, requiredFields, text, stringList } from '../wire.js';

/** What became of a Link session. Never cached: it changes while Link runs. */
export const linkTokenGet = publicRead({
  path: '/link/token/get',
  cost: 2,
  request: (session: OwnedLinkSession, { vault }) => ({ link_token: openLinkToken(vault, session) }),
  parse: (response, { vault, redact }, session) =>
    toPlaidLinkSession(response, {
      redact,
      sealPublicToken: (token) => vault.sealPublicToken(session.ownerId, token),
    }),
});

/** What the parser of a Link session needs besides the response. */
export interface LinkMapping {
  redact: (text: string) => string;
  sealPublicToken: (publicToken: string) => { sealedPublicToken: Sealed; publicTokenFingerprint: string };
}

/** The response of /link/token/get. Public tokens are sealed here and stay sealed. */
export function toPlaidLinkSession(response: unknown, mapping: LinkMapping): PlaidLinkSession {
  const wire = requiredFields<LinkTokenGetResponse>(response, 'link/token/get');
  const attempts = listOf(wire.link_sessions).flatMap((session) => toAttempt(session, mapping) ?? []);
  return { metadata: toMetadata(wire.metadata, mapping), attempts: attempts.sort(byStart) };
}

/** Oldest first. Attempts without a start come last, in Plaid's order. */
const byStart = (one: LinkAttempt, other: LinkAttempt): number =>
  (one.startedAt?.getTime() ?? Number.MAX_SAFE_INTEGER) - (other.startedAt?.getTime() ?? Number.MAX_SAFE_INTEGER);

function toMetadata(value: unknown, { redact }: LinkMapping): LinkSessionMetadata {
  const wire = fieldsOf<LinkTokenGetMetadataResponse>(value);
  return {
    initialProducts: stringList(wire?.initial_products),
    webhook: text(wire?.webhook),
    countryCodes: stringList(wire?.country_codes),
    language: text(wire?.language),
    redirectUri: text(wire?.redirect_uri),
    clientName: text(wire?.client_name),
    accountFilters: sanitizeJsonObject(wire?.account_filters, redact),
    institutionData: sanitizeJsonObject(wire?.institution_data, redact),
  };
}

/** An attempt without an id is not left out: its results are Items to exchange. */
function toAttempt(value: unknown, mapping: LinkMapping): LinkAttempt | null {
  const wire = fieldsOf<LinkTokenGetSessionsResponse>(value);
  if (wire === null) return null;
  return {
    id: text(wire.link_session_id) ?? '',
    startedAt: date(wire.started_at),
    finishedAt: date(wire.finished_at),
    events: listOf(wire.events).flatMap((event) => toLinkEvent(event, mapping) ?? []),
    exit: toExit(wire.exit ?? wire.on_exit, mapping),
    results: toResults(wire, mapping),
  };
}

/** An event without id, name or time is of no use and is left out. */
export function toLinkEvent(value: unknown, { redact }: Pick<LinkMapping, 'redact'>): LinkEvent | null {
  const wire = fieldsOf<WireLinkEvent>(value);
  const eventId = text(wire?.event_id);
  const eventName = text(wire?.event_name);
  const timestamp = date(wire?.timestamp);
  if (wire === null || eventId === null || eventName === null || timestamp === null) return null;
  return { eventId, eventName, timestamp, eventMetadata: sanitizeJsonObject(wire.event_metadata, redact) ?? {} };
}

function toExit(value: unknown, { redact }: LinkMapping): LinkExit | null {
  const wire = fieldsOf<LinkSessionExit>(value);
  if (wire === null) return null;
  const metadata = fieldsOf<LinkSessionExitMetadata>(wire.metadata);
  return {
    error: toPlaidError(wire.error, redact),
    ...toInstitutionRef(metadata?.institution),
    status: text(metadata?.status),
    linkSessionId: text(metadata?.link_session_id),
    requestId: text(metadata?.request_id),
  };
}

/** Plaid reports results in `results` today; for some sessions it still uses the older `on_success`. */
function toResults(
  wire: { readonly results?: unknown; readonly on_success?: unknown },
  mapping: LinkMapping,
): LinkItemAddResult[] {
  const results = listOf(fieldsOf<LinkSessionResults>(wire.results)?.item_add_results);
  if (results.length > 0) {
    return results.flatMap((value) => {
      const result = fieldsOf<LinkSessionItemAddResult>(value);
      return toResult(result?.public_token, result?.institution, result?.accounts, mapping) ?? [];
    });
  }
  const success = fieldsOf<LinkSessionSuccess>(wire.on_success);
  const metadata = fieldsOf<LinkSessionSuccessMetadata>(success?.metadata);
  const result = toResult(success?.public_token, metadata?.institution, metadata?.accounts, mapping);
  return result === null ? [] : [result];
}

/** Update mode ends without a public token, because there is no Item to add. */
function toResult(
  token: unknown,
  institution: unknown,
  accounts: unknown,
  mapping: LinkMapping,
): LinkItemAddResult | null {
  const publicToken = text(token);
  if (publicToken === null || publicToken === '') return null;
  return {
    ...mapping.sealPublicToken(publicToken),
    ...toInstitutionRef(institution),
    accounts: listOf(accounts).flatMap((account) => toLinkedAccount(account) ?? []),
  };
}

function toInstitutionRef(value: unknown): { institutionId: string | null; institutionName: string | null } {
  const wire = fieldsOf<LinkSessionSuccessMetadataInstitution>(value);
  return { institutionId: text(wire?.institution_id), institutionName: text(wire?.name) };
}

function toLinkedAccount(value: unknown): LinkedAccount | null {
  const wire = fieldsOf<LinkSessionSuccessMetadataAccount>(value);
  const id = text(wire?.id);
  if (wire === null || id === null) return null;
  return {
    id,
    name: text(wire.name) ?? '',
    mask: text(wire.mask),
    type: toAccountType(wire.type),
    subtype: text(wire.subtype),
    verificationStatus: text(wire.verification_status),
  };
}
