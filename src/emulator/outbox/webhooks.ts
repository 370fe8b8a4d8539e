import type * as plaid from 'plaid';
import { errorBody } from '../error-catalog.js';
import type { Wire } from '../plaid-types.js';
import type { AccountRecord, ItemRecord, LinkTokenRecord, LinkSessionRecord } from '../state/records.js';
import type { Environment } from '../options.js';
import type { Deliveries } from './delivery.js';

/** The body of a webhook. */
export interface Payload {
  webhook_type: string;
  webhook_code: string;
  [field: string]: unknown;
}

/** Sends webhooks. Does nothing when there is no URL. */
export interface Webhooks {
  /** ITEM / ERROR. */
  itemError(item: ItemRecord): void;
  /** LOGIN_REPAIRED: the Item was repaired outside the application. */
  loginRepaired(item: ItemRecord): void;
  /** Any webhook to the Item's URL. */
  toItem(item: ItemRecord, payload: Payload): void;
  acknowledgeUrl(item: ItemRecord): void;
  /** The result of micro-deposits. For same-day micro-deposits it is sent only with SMS verification. */
  depositsEnded(item: ItemRecord, account: AccountRecord): void;
  /** PRODUCT_PERMISSIONS_REQUIRED: the scopes do not allow Auth. */
  permissionsRequired(item: ItemRecord): void;
  userPermissionRevoked(item: ItemRecord): void;
  bankTransferEvents(url: string | null): void;
  itemAdded(token: LinkTokenRecord, session: LinkSessionRecord, publicToken: string): void;
  linkEvents(token: LinkTokenRecord, session: LinkSessionRecord): void;
  sessionFinished(url: string | null, token: LinkTokenRecord, session: LinkSessionRecord, succeeded: boolean): void;
}

/** The error object in a webhook: with a status and without a request_id. */
export function webhookError(item: ItemRecord) {
  return item.error === null ? null : { ...errorBody(item.error, 'ITEM_ERROR'), status: 400 };
}

const userOf = (item: ItemRecord): { user_id?: string } => (item.userId === undefined ? {} : { user_id: item.userId });

export function createWebhooks(deliveries: Deliveries, environment: Environment): Webhooks {
  function send(url: string | null, itemId: string | null, payload: Payload): void {
    if (url === null) return;
    const { webhook_type: type, webhook_code: code } = payload;
    deliveries.send({ url, type, code, itemId, body: JSON.stringify(payload) });
  }
  return {
    itemError: (item) => {
      const error = webhookError(item);
      if (error === null) return;
      send(item.webhook, item.id, {
        webhook_type: 'ITEM',
        webhook_code: 'ERROR',
        item_id: item.id,
        ...userOf(item),
        error,
        environment,
      } satisfies Wire<plaid.ItemErrorWebhook>);
    },
    loginRepaired: (item) => {
      send(item.webhook, item.id, {
        webhook_type: 'ITEM',
        webhook_code: 'LOGIN_REPAIRED',
        item_id: item.id,
        ...userOf(item),
        environment,
      } satisfies Wire<plaid.ItemLoginRepairedWebhook>);
    },
    toItem: (item, payload) => {
      send(item.webhook, item.id, payload);
    },
    acknowledgeUrl: (item) => {
      if (item.webhook === null) return;
      send(item.webhook, item.id, {
        webhook_type: 'ITEM',
        webhook_code: 'WEBHOOK_UPDATE_ACKNOWLEDGED',
        item_id: item.id,
        error: null,
        new_webhook_url: item.webhook,
        environment,
      } satisfies Wire<plaid.WebhookUpdateAcknowledgedWebhook>);
    },
    depositsEnded: (item, account) => {
      const about = { item_id: item.id, account_id: account.accountId, environment } as const;
      const { verificationStatus: status, micro } = account;
      if (status === 'automatically_verified' || status === 'verification_expired')
        send(item.webhook, item.id, {
          webhook_type: 'AUTH',
          webhook_code: status === 'automatically_verified' ? 'AUTOMATICALLY_VERIFIED' : 'VERIFICATION_EXPIRED',
          ...about,
          error: null,
        } satisfies Wire<plaid.AutomaticallyVerifiedWebhook>);
      if (micro?.sms === true && (status === 'manually_verified' || status === 'verification_failed'))
        send(item.webhook, item.id, {
          webhook_type: 'AUTH',
          webhook_code: 'SMS_MICRODEPOSITS_VERIFICATION',
          status: status === 'manually_verified' ? 'MANUALLY_VERIFIED' : 'VERIFICATION_FAILED',
          ...about,
        });
    },
    permissionsRequired: (item) => {
      send(item.webhook, item.id, {
        webhook_type: 'AUTH',
        webhook_code: 'PRODUCT_PERMISSIONS_REQUIRED',
        item_id: item.id,
        environment,
      } satisfies Wire<plaid.ProductPermissionsRequiredAuthWebhook>);
    },
    userPermissionRevoked: (item) => {
      send(item.webhook, item.id, {
        webhook_type: 'ITEM',
        webhook_code: 'USER_PERMISSION_REVOKED',
        item_id: item.id,
        ...userOf(item),
        error: webhookError(item),
        environment,
      } satisfies Wire<plaid.UserPermissionRevokedWebhook>);
    },
    bankTransferEvents: (url) => {
      send(url, null, {
        webhook_type: 'BANK_TRANSFERS',
        webhook_code: 'BANK_TRANSFERS_EVENTS_UPDATE',
        environment,
      } satisfies Wire<plaid.BankTransfersEventsUpdateWebhook>);
    },
    itemAdded: (token, session, publicToken) => {
      send(token.webhook, null, {
        webhook_type: 'LINK',
        webhook_code: 'ITEM_ADD_RESULT',
        link_session_id: session.linkSessionId,
        link_token: token.id,
        public_token: publicToken,
        environment,
      } satisfies Wire<plaid.ItemAddResultWebhook>);
    },
    linkEvents: (token, session) => {
      send(token.webhook, null, {
        webhook_type: 'LINK',
        webhook_code: 'EVENTS',
        events: session.events,
        link_session_id: session.linkSessionId,
        link_token: token.id,
        environment,
      } satisfies Wire<plaid.LinkEventsWebhook>);
    },
    sessionFinished: (url, token, session, succeeded) => {
      send(url, token.updateItemId, {
        webhook_type: 'LINK',
        webhook_code: 'SESSION_FINISHED',
        status: succeeded ? 'SUCCESS' : 'EXITED',
        link_session_id: session.linkSessionId,
        link_token: token.id,
        public_tokens: session.added.map((added) => added.publicToken),
        ...(token.layer == null ? {} : { session_group_id: token.layer.sessionGroupId }),
        ...(token.userId === null ? {} : { user_id: token.userId }),
        environment,
      } satisfies Wire<plaid.LinkSessionFinishedWebhook>);
    },
  };
}
