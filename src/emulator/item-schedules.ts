import type * as plaid from 'plaid';
import { findBank } from './catalog/institutions.js';
import type { Clock } from './clock.js';
import type { Environment } from './options.js';
import type { Webhooks } from './outbox/webhooks.js';
import type { ItemFault } from './error-catalog.js';
import type { Wire } from './plaid-types.js';
import type { AccountRecord, ItemRecord } from './state/records.js';
import type { State } from './state/state.js';

/** The warning is sent seven days before consent expires. */
const WARNING_MS = 7 * 24 * 60 * 60 * 1000;

/** Time-based changes of an Item: login expiry, consent expiry and its warning, micro-deposit expiry. */
export interface ItemSchedules {
  /** Schedules every pending change of the Item. Idempotent. */
  watch: (item: ItemRecord) => void;
}

interface Dependencies {
  state: State;
  clock: Clock;
  webhooks: Webhooks;
  environment: Environment;
  fail: (item: ItemRecord, fault: ItemFault) => void;
}

/** Plaid sends PENDING_DISCONNECT in the US and Canada, and PENDING_EXPIRATION elsewhere. */
function isNorthAmerican(item: ItemRecord): boolean {
  return findBank(item.institutionId)?.countryCodes.some((code) => code === 'US' || code === 'CA') ?? true;
}

export function createItemSchedules({ state, clock, webhooks, environment, fail }: Dependencies): ItemSchedules {
  function healthy(itemId: string): ItemRecord | undefined {
    const item = state.items.get(itemId);
    return item?.error === null ? item : undefined;
  }
  function expireLogin(itemId: string): void {
    const item = healthy(itemId);
    if (item === undefined || clock.now() < item.loginExpiresAtMs) return;
    fail(item, { code: 'ITEM_LOGIN_REQUIRED', message: 'the login of this Item has expired; use update mode' });
    state.flush();
  }
  function expireConsent(itemId: string): void {
    const item = healthy(itemId);
    // Consent may have been renewed in the meantime.
    if (item === undefined || item.consentExpiresAtMs === null || clock.now() < item.consentExpiresAtMs) return;
    fail(item, {
      code: 'ITEM_LOGIN_REQUIRED',
      message: 'the consent for this Item has expired; use update mode',
      reason: 'OAUTH_CONSENT_EXPIRED',
    });
    state.flush();
  }
  function warningOf(item: ItemRecord, endMs: number) {
    const user = item.userId === undefined ? {} : { user_id: item.userId };
    const end = new Date(endMs).toISOString();
    return isNorthAmerican(item)
      ? ({
          webhook_type: 'ITEM',
          webhook_code: 'PENDING_DISCONNECT',
          item_id: item.id,
          ...user,
          reason: 'INSTITUTION_TOKEN_EXPIRATION',
          disconnect_time: end,
          environment,
        } satisfies Wire<plaid.PendingDisconnectWebhook>)
      : ({
          webhook_type: 'ITEM',
          webhook_code: 'PENDING_EXPIRATION',
          item_id: item.id,
          ...user,
          consent_expiration_time: end,
          environment,
        } satisfies Wire<plaid.PendingExpirationWebhook>);
  }
  function warn(itemId: string, endMs: number): void {
    const item = healthy(itemId);
    if (item?.consentExpiresAtMs !== endMs || item.consentWarnedForMs === endMs || clock.now() >= endMs) return;
    item.consentWarnedForMs = endMs;
    state.items.put(item);
    webhooks.toItem(item, warningOf(item, endMs));
    state.flush();
  }
  function expireDeposit(itemId: string, accountId: string): void {
    const item = state.items.get(itemId);
    const account = item?.accounts.find((one) => one.accountId === accountId);
    if (item === undefined || account?.verificationStatus !== 'pending_automatic_verification') return;
    account.verificationStatus = 'verification_expired';
    state.items.put(item);
    webhooks.depositsEnded(item, account);
    state.flush();
  }
  function watchDeposit(item: ItemRecord, account: AccountRecord): void {
    if (account.verificationStatus !== 'pending_automatic_verification') return;
    const atMs = account.micro?.expiresAtMs ?? null;
    if (atMs !== null)
      clock.schedule(atMs, () => {
        expireDeposit(item.id, account.accountId);
      });
  }
  return {
    watch: (item) => {
      // Only Sandbox Items with a login have a login that expires.
      if (environment === 'sandbox' && item.institutionId !== null)
        clock.schedule(item.loginExpiresAtMs, () => {
          expireLogin(item.id);
        });
      for (const account of item.accounts) watchDeposit(item, account);
      const { consentExpiresAtMs: endMs } = item;
      if (endMs === null) return;
      clock.schedule(Math.max(endMs - WARNING_MS, clock.now()), () => {
        warn(item.id, endMs);
      });
      clock.schedule(endMs, () => {
        expireConsent(item.id);
      });
    },
  };
}
