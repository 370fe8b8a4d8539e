import type { METRICS, Metrics } from '../../observability/metrics.js';
import type { Log } from '../../observability/logger.js';
import type { Transport } from './request-telemetry.js';

/** Why a caller was refused before an operation began: the values of the metric's label. */
export type RefusalReason = (typeof METRICS)['plaid_gateway_refusals_total']['labels']['reason'][number];

/** Reports refused callers to the operator, with the setting that decides it. */
export interface Refusals {
  /** Counts it, and logs a line unless the reason has used up its lines of this minute. */
  report(refusal: { reason: RefusalReason; transport: Transport; requestId?: string; origin?: string }): void;
}

/** Log lines per reason and minute: enough to notice, too few to flood the log from outside. */
const LINES_PER_MINUTE = 10;
const MINUTE_MS = 60_000;
/** The longest origin that is logged, because the caller chooses it. */
const MAX_ORIGIN_LENGTH = 100;

/** The setting that decides, if there is one. */
const SETTINGS: Partial<Record<RefusalReason, string>> = {
  origin: 'CORS_ORIGINS',
  token_missing: 'AUTH_MODE',
  token_signature: 'AUTH_JWT_SECRET or AUTH_JWKS_URL',
  token_issuer: 'AUTH_ISSUER',
  token_audience: 'AUTH_AUDIENCE',
  token_owner: 'AUTH_OWNER_CLAIM',
  keys_unavailable: 'AUTH_JWKS_URL',
  too_many_sockets: 'LIMIT_SOCKETS_PER_VIEWER',
  too_many_connections: 'LIMIT_CONNECTIONS',
};

/** Each reason has its own number of lines, so that none hides another. */
export function createRefusals({
  log,
  metrics,
  now,
}: {
  log: Log;
  metrics: Metrics | null;
  now: () => number;
}): Refusals {
  const minutes = new Map<RefusalReason, { endsAt: number; lines: number; notShown: number }>();

  return {
    report({ reason, transport, requestId, origin }) {
      metrics?.add('plaid_gateway_refusals_total', { transport, reason });
      const at = now();
      let minute = minutes.get(reason);
      const notShown = minute?.notShown ?? 0;
      // The clock may have been set back: a window never lasts longer than a minute.
      if (minute === undefined || at >= minute.endsAt || minute.endsAt - at > MINUTE_MS) {
        minute = { endsAt: at + MINUTE_MS, lines: 0, notShown };
        minutes.set(reason, minute);
      }
      if (minute.lines >= LINES_PER_MINUTE) {
        minute.notShown += 1;
        return;
      }
      minute.lines += 1;
      minute.notShown = 0;
      log.warn(
        {
          reason,
          transport,
          ...(SETTINGS[reason] !== undefined && { setting: SETTINGS[reason] }),
          ...(requestId !== undefined && { requestId }),
          ...(origin !== undefined && { origin: shownOrigin(origin) }),
          ...(notShown > 0 && { notShown }),
        },
        'refused',
      );
    },
  };
}

/** Scheme, host and port, without anything else that the caller may have added. */
function shownOrigin(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).origin.slice(0, MAX_ORIGIN_LENGTH) : 'not an origin';
}
