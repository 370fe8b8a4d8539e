import type { DeliveryModes } from '../outbox/delivery.js';
import {
  anyObject,
  anything,
  boolean,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  text,
  url,
} from '../http/validation.js';
import type { HeadlessRequest } from '../link/headless.js';
import type { Fault, FaultRule } from './faults.js';
import { ACCOUNT_NUMBER, ROUTING_NUMBER, type TypedAccount } from '../catalog/new-item.js';

/** The longest delay of a fault. */
const MAX_WAIT_MS = 60 * 60 * 1000;
/** The furthest that the clock can be advanced in one call. */
const MAX_ADVANCE_MS = 10 * 365 * 24 * 60 * 60 * 1000;

const fault = object<Fault>({
  latencyMs: optional(integer(0, MAX_WAIT_MS)),
  status: optional(integer(200, 599)),
  errorType: optional(text({ min: 1, max: 100 })),
  errorCode: optional(text({ min: 1, max: 100 })),
  hang: optional(boolean()),
  reset: optional(boolean()),
  truncate: optional(boolean()),
  body: optional(anything()),
  trickle: optional(anything()),
  headers: optional(anyObject()),
  afterHandler: optional(boolean()),
});

/** POST /emulator/faults. */
export const faultShape = object<FaultRule>({
  path: text({ min: 1 }),
  itemId: optional(text({ min: 1 })),
  times: optional(integer(1)),
  fault,
});

/** POST /emulator/clock. */
export const clockShape = object<{ advanceMs: number }>({ advanceMs: integer(0, MAX_ADVANCE_MS) });

/** The body of POST /emulator/webhooks. */
export type ModesRequest = Partial<DeliveryModes> & { rotateKey?: boolean };

/** POST /emulator/webhooks. */
export const modesShape = object<ModesRequest>({
  duplicate: optional(boolean()),
  reorder: optional(boolean()),
  drop: optional(boolean()),
  forgeSignature: optional(boolean()),
  staleMs: optional(integer(0, MAX_ADVANCE_MS)),
  rotateKey: optional(boolean()),
});

/** POST /emulator/webhooks/send. */
export const sendShape = object<{ itemId: string; body: unknown }>({ itemId: text({ min: 1 }), body: anything() });

const typedAccount = object<TypedAccount>({
  account: text({ pattern: ACCOUNT_NUMBER, what: '4 to 17 digits' }),
  routing: text({ pattern: ROUTING_NUMBER, what: '9 digits' }),
  subtype: oneOf(['checking', 'savings']),
});

/** POST /emulator/link/{linkToken}. */
export const headlessShape = object<HeadlessRequest>({
  institutionId: optional(text({ min: 1 })),
  outcome: oneOf(['success', 'exit']),
  accounts: optional(list(text({ min: 1 }), { min: 1 })),
  errorCode: optional(text({ min: 1 })),
  keepOpen: optional(boolean()),
  username: optional(text({ min: 1 })),
  password: optional(text()),
  microdeposits: optional(typedAccount),
  depositCode: optional(text()),
});

/** POST /emulator/items/{itemId}/login. */
export const loginShape = object<{ broken: boolean }>({ broken: boolean() });

/** POST /emulator/items/{itemId}/consent. */
export const consentShape = object<{ expiresInMs: number }>({ expiresInMs: integer(0, MAX_ADVANCE_MS) });

/** POST /emulator/bank-transfers. */
export const bankTransferUrlShape = object<{ webhook: string | null }>({ webhook: nullable(url()) });

/** The body of POST /emulator/bank-transfers/{transferId}. */
export interface BankTransferMove {
  eventType: 'cancelled' | 'failed' | 'posted' | 'reversed';
  achReturnCode?: string;
}

/** POST /emulator/bank-transfers/{transferId}. */
export const bankTransferShape = object<BankTransferMove>({
  eventType: oneOf(['cancelled', 'failed', 'posted', 'reversed']),
  achReturnCode: optional(text({ pattern: /^R\d{2}$/, what: 'an ACH return code such as R01' })),
});

/** POST /emulator/processor-tokens/redeem. */
export const redeemShape = object<{ token: string }>({ token: text({ min: 1 }) });

/** POST /emulator/reset has an empty body. */
export const emptyShape = object<Record<string, never>>({});
