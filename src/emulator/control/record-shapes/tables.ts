import { scopesShape } from '../../endpoints/consent.js';
import { identity } from '../../endpoints/users.js';
import { flag, integer, list, nullable, number, object, oneOf, type Rule, text, url } from '../../http/validation.js';
import type * as records from '../../state/records.js';
import type { TableName } from '../../state/state.js';
import { count, id, LARGEST_OFFSET_MS, LATEST_MS, time, word } from './fields.js';
import { item } from './items.js';
import { linkToken } from './links.js';
import { activity } from './plaid-words.js';

/** 32 bytes of a P-256 key. */
const coordinate = () => text({ pattern: /^[A-Za-z0-9_-]{43}$/, what: '32 bytes as base64url' });

/** One record of each table, down to its last field: a file that passes cannot break anything that reads it. */
export const recordShapes: Record<TableName, Rule> = {
  items: item,
  accessTokens: object<records.AccessTokenRecord>({ id: id(), itemId: id() }),
  publicTokens: object<records.PublicTokenRecord>({ id: id(), itemId: id(), expiresAtMs: time() }),
  linkTokens: linkToken,
  processorTokens: object<records.ProcessorTokenRecord>({
    id: id(),
    itemId: id(),
    accountId: id(),
    processor: text(),
    redeemed: flag(),
  }),
  users: object<records.UserRecord>({
    id: id(),
    clientUserId: text(),
    userToken: word(),
    identity: nullable(identity()),
    createdAtMs: time(),
    updatedAtMs: time(),
  }),
  activities: object<records.ActivityRecord>({
    id: id(),
    itemId: id(),
    createdAtMs: time(),
    activity: activity(),
    scopes: nullable(scopesShape),
  }),
  bankTransferEvents: object<records.BankTransferEventRecord>({
    id: id(),
    eventId: count(),
    transferId: id(),
    itemId: id(),
    accountId: id(),
    atMs: time(),
    type: oneOf(['pending', 'cancelled', 'failed', 'posted', 'reversed', 'receiver_pending', 'receiver_posted']),
    amount: text(),
    failure: nullable(
      object<NonNullable<records.BankTransferEventRecord['failure']>>({ ach_return_code: word(), description: text() }),
    ),
  }),
  signingKeys: object<records.SigningKeyRecord>({
    id: id(),
    privateJwk: object<records.SigningKeyRecord['privateJwk']>({
      kty: oneOf(['EC']),
      crv: oneOf(['P-256']),
      x: coordinate(),
      y: coordinate(),
      d: coordinate(),
    }),
    createdAtMs: time(),
    expiredAtMs: nullable(time()),
  }),
  deliveries: object<records.DeliveryRecord>({
    id: id(),
    sequence: count(),
    url: url(),
    type: text(),
    code: text(),
    itemId: nullable(id()),
    body: text(),
    createdAtMs: time(),
    outcome: oneOf(['pending', 'delivered', 'failed', 'dropped', 'abandoned']),
    nextAttemptAtMs: nullable(time()),
    attempts: list(
      object<records.DeliveryAttempt>({
        atMs: time(),
        status: nullable(integer(0, 999)),
        error: word(),
        durationMs: number(0, LATEST_MS),
      }),
    ),
    forged: flag(),
    staleMs: integer(0, LARGEST_OFFSET_MS),
  }),
  settings: object<records.SettingRecord>({
    id: id(),
    value: { optional: false, check: () => undefined },
  }),
};
