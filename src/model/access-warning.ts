import type { UnixMs } from './ids.js';

/** The latest PENDING_DISCONNECT or PENDING_EXPIRATION webhook of an Item, which warns that access will end. */
export interface AccessWarning {
  /** When access ends; null if the webhook did not include a time. */
  endsAt: Date | null;
  /** True if access ends with the end user's consent, which /item/get also reports. False if the institution migrates, which only the webhook reports. */
  endsWithConsent: boolean;
  receivedAt: UnixMs;
  /** Whether the event log has a later repair, by Plaid or in update mode. */
  repairedSince: boolean;
}

/** Null if no such webhook was received. */
export interface AccessWarnings {
  disconnect: AccessWarning | null;
  expiration: AccessWarning | null;
}

/** The announced end of access to an Item; `at` is null if the time is not known. */
export interface AccessExpiry {
  kind: keyof AccessWarnings;
  at: Date | null;
}

/** Plaid sends the warning seven days before access ends. */
export const WARNING_MS = 7 * 24 * 60 * 60 * 1000;
/** Allowed difference between Plaid's clock and ours. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * The upcoming end of access, or null. Webhooks can be late, duplicated, out of order or lost, so the consent expiration from
 * /item/get (`consentEnd`; null if there is none or it is not known) takes precedence: it replaces a lost warning and
 * cancels an outdated one. Otherwise the recorded webhooks decide. A warning expires if the announced time has passed.
 */
export function nextAccessExpiry(warnings: AccessWarnings, consentEnd: Date | null, now: UnixMs): AccessExpiry | null {
  const { disconnect, expiration } = warnings;
  if (disconnect !== null && isOpen(disconnect, consentEnd, now)) return { kind: 'disconnect', at: disconnect.endsAt };
  if (expiration !== null && isOpen(expiration, consentEnd, now)) return { kind: 'expiration', at: expiration.endsAt };
  if (consentEnd === null || consentEnd.getTime() - now > WARNING_MS + CLOCK_TOLERANCE_MS) return null;
  // If Plaid announced the end of consent as a disconnection before, it is one again.
  return { kind: disconnect?.endsWithConsent === true ? 'disconnect' : 'expiration', at: consentEnd };
}

function isOpen(warning: AccessWarning, consentEnd: Date | null, now: UnixMs): boolean {
  const endMs = warning.endsAt?.getTime() ?? null;
  if (endMs !== null && consentEnd !== null && warning.endsWithConsent) {
    // Renewed consent expires later than the warning said.
    return consentEnd.getTime() <= endMs + CLOCK_TOLERANCE_MS;
  }
  if (warning.repairedSince) return false;
  // A time that had already passed when the webhook arrived says nothing about the present.
  return endMs === null || endMs <= warning.receivedAt || endMs > now;
}
