import type { LinkWebhookMode } from '../options.js';
import type { LinkTokenRecord } from '../state/records.js';

/** What Plaid tells an application of the sessions of one Link token. */
export interface Reporting {
  /** ITEM_ADD_RESULT for each new Item. */
  itemAdded: boolean;
  /** EVENTS, and the events in /link/token/get. */
  events: boolean;
  /** SESSION_FINISHED. */
  finished: boolean;
}

/**
 * By default Plaid tells of sessions that the application cannot see the end of: Hosted Link, Multi-Item Link and Layer. Of
 * Link inside an app it tells nothing: the app has the public token from `onSuccess` and exchanges it.
 */
export const reportingOf = (token: LinkTokenRecord, mode: LinkWebhookMode): Reporting => {
  const all = mode === 'all';
  const hosted = token.hosted !== null;
  return {
    itemAdded: all || hosted || token.multiItem,
    events: all || hosted,
    finished: all || hosted || token.multiItem || token.layer != null,
  };
};
