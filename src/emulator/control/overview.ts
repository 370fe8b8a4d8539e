import { findBank } from '../catalog/institutions.js';
import { timestamp } from '../endpoints/serializers.js';
import { isoTime } from '../clock.js';
import type { Services } from '../services.js';
import type { Deliveries } from '../outbox/delivery.js';
import type { Faults } from './faults.js';
import type { RequestLog } from './request-log.js';

/** Rows per table on the emulator's page. */
const MAX_ROWS = 50;

/** The prefix and the last characters of a token: enough to distinguish tokens, not enough to use one. */
export function maskToken(token: string | null): string | null {
  return token === null ? null : `${token.slice(0, token.indexOf('-', token.indexOf('-') + 1) + 1)}…${token.slice(-4)}`;
}

/** The data sources of the overview. */
export interface OverviewSources {
  services: Services;
  requestLog: RequestLog;
  faults: Faults;
  deliveries: Deliveries;
}

const newest = <T>(list: readonly T[]): T[] => list.slice(-MAX_ROWS).reverse();

/** All data of the page, as JSON with masked tokens. */
export function overview({ services, requestLog, faults, deliveries }: OverviewSources) {
  const { state, clock } = services;
  return {
    now: isoTime(clock.now()),
    aheadMs: clock.offsetMs(),
    counts: requestLog.counts(),
    items: newest(state.items.values()).map((item) => ({
      itemId: item.id,
      institution: findBank(item.institutionId)?.name ?? 'no institution',
      accessToken: maskToken(item.accessToken),
      status: item.error?.code ?? 'healthy',
      products: item.products,
      accounts: item.accounts.filter((account) => account.revoked !== true).length,
      webhook: item.webhook,
      createdAt: timestamp(item.createdAtMs),
    })),
    requests: newest(requestLog.entries()),
    webhooks: newest(state.deliveries.values()).map((delivery) => ({
      id: delivery.id,
      at: timestamp(delivery.createdAtMs),
      type: delivery.type,
      code: delivery.code,
      itemId: delivery.itemId,
      url: delivery.url,
      outcome: delivery.outcome,
      attempts: delivery.attempts.map(({ atMs, status, error, durationMs }) => ({
        at: timestamp(atMs),
        status,
        error,
        durationMs,
      })),
      nextAttemptAt: timestamp(delivery.nextAttemptAtMs),
    })),
    linkSessions: newest(state.linkTokens.values()).map((token) => ({
      linkToken: maskToken(token.id),
      expiresAt: timestamp(token.expiresAtMs),
      mode: token.updateItemId === null ? 'new Item' : 'update',
      hosted: token.hosted !== null,
      sessions: token.sessions.map((session) => ({
        linkSessionId: session.linkSessionId,
        status: session.finishedAtMs === null ? 'open' : session.exit === null ? 'success' : 'exited',
        items: session.added.length,
      })),
    })),
    processorTokens: newest(state.processorTokens.values()).map((token) => ({
      token: maskToken(token.id),
      processor: token.processor,
      itemId: token.itemId,
      accountId: token.accountId,
      redeemed: token.redeemed,
    })),
    users: newest(state.users.values()).map((user) => ({
      userId: user.id,
      clientUserId: user.clientUserId,
      createdAt: timestamp(user.createdAtMs),
    })),
    faults: faults.list(),
    webhookModes: deliveries.modes(),
  };
}
