import type { BankTransfers } from './bank-transfers.js';
import type { Clock } from './clock.js';
import type { Ids } from './ids.js';
import type { ItemLifecycle } from './item-lifecycle.js';
import type { LinkSessions } from './link/sessions.js';
import type { State } from './state/state.js';
import type { Environment } from './options.js';
import type { Webhooks } from './outbox/webhooks.js';

/** The dependencies of a handler. */
export interface Services {
  environment: Environment;
  state: State;
  clock: Clock;
  ids: Ids;
  webhooks: Webhooks;
  lifecycle: ItemLifecycle;
  links: LinkSessions;
  bankTransfers: BankTransfers;
  /** The emulator's own URL, the base of Hosted Link URLs. */
  baseUrl(): string;
}
