import type { UnixMs } from './ids.js';

/** The latest webhook of its kind that warned of the end of access to an Item: PENDING_DISCONNECT or PENDING_EXPIRATION. */
export interface AccessWarning {
  /** When access ends; null when the webhook did not say. */
  endsAt: Date | null;
  /** True: with the person's consent, whose end /item/get tells too. False: because the institution moves, which nothing else tells. */
  endsWithConsent: boolean;
  receivedAt: UnixMs;
  /** The log knows of a repair, by Plaid or in update mode, that came after what was warned of. */
  repairedSince: boolean;
}

/** Both kinds; null: none was received. */
export interface AccessWarnings {
  disconnect: AccessWarning | null;
  expiration: AccessWarning | null;
}

/** How the end of an Item's access was announced, and when it is. */
export interface AccessExpiry {
  kind: keyof AccessWarnings;
  at: Date | null;
}

/** Plaid warns seven days before the end. */
export const WARNING_MS = 7 * 24 * 60 * 60 * 1000;
/** Plaid's clock and ours. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * The end of access that is near, if one is. Webhooks come late, twice, out of order or not at all, so the end of consent
 * that /item/get tells (`consentEnd`; null: none, or not known) decides wherever it can: it opens a warning that was lost
 * and closes one that came late. The log decides about the rest, and a warning is over once what it announced has
 * not happened.
 */
export function nextAccessExpiry(warnings: AccessWarnings, consentEnd: Date | null, now: UnixMs): AccessExpiry | null {
  const { disconnect, expiration } = warnings;
  if (disconnect !== null && isOpen(disconnect, consentEnd, now)) return { kind: 'disconnect', at: disconnect.endsAt };
  if (expiration !== null && isOpen(expiration, consentEnd, now)) return { kind: 'expiration', at: expiration.endsAt };
  if (consentEnd === null || consentEnd.getTime() - now > WARNING_MS + CLOCK_TOLERANCE_MS) return null;
  // Where Plaid has called it a disconnection before, it is one again.
  return { kind: disconnect?.endsWithConsent === true ? 'disconnect' : 'expiration', at: consentEnd };
}

function isOpen(warning: AccessWarning, consentEnd: Date | null, now: UnixMs): boolean {
  const endMs = warning.endsAt?.getTime() ?? null;
  if (endMs !== null && consentEnd !== null && warning.endsWithConsent) {
    // Consent that was given anew has a later end.
    return consentEnd.getTime() <= endMs + CLOCK_TOLERANCE_MS;
  }
  if (warning.repairedSince) return false;
  // An end that was past already when it was told says nothing about now.
  return endMs === null || endMs <= warning.receivedAt || endMs > now;
}
