import type { Actions } from '../actions/actions.js';
import type { LinkConfig } from '../config/config.js';
import type { Feed } from '../feed/feed.js';
import type { Loaders } from '../loaders/loaders.js';
import type { Viewer } from '../model/viewer.js';

/** The part of the operator's configuration that resolvers use. */
export interface GraphqlSettings {
  /** LIMIT_PAGE_SIZE: the largest `first`. */
  readonly pageSize: number;
  /** LIMIT_LIST: the maximum number of entries in a list argument. */
  readonly list: number;
  /** PLAID_COUNTRY_CODES: the countries to search for institutions when the caller specifies none. */
  readonly countryCodes: readonly string[];
  /** What callers may configure in a Link session. */
  readonly link: LinkPolicy;
}

/** The part of LinkConfig that decides which input is rejected. */
export type LinkPolicy = Pick<LinkConfig, 'clientName' | 'allowedRedirectOrigins' | 'allowClientName' | 'allowSms'>;

/** The lists with cursors. A cursor of one list is not valid for another. */
export type ListName = 'items' | 'linkSessions';

/**
 * Encodes positions in lists as cursors. A position counts the records of all users, so a cursor must not reveal it:
 * cursors are encrypted, and valid only for one viewer.
 */
export interface ListCursors {
  encode(list: ListName, position: number): string;
  /** Fails with BAD_USER_INPUT if this list did not return the cursor to this viewer. */
  decode(list: ListName, cursor: string): number;
}

/** The context of one operation, as resolvers see it. Subscriptions also get new `loaders` for each event. */
export interface GatewayContext {
  readonly requestId: string;
  readonly viewer: Viewer;
  readonly loaders: Loaders;
  readonly actions: Actions;
  readonly feed: Feed;
  /** List cursors of this viewer. */
  readonly cursors: ListCursors;
  readonly settings: GraphqlSettings;
  /** Aborted when the client disconnects or the operation times out. */
  readonly signal: AbortSignal;
  /** The current time, Unix ms. */
  now(): number;
  /** Creates new loaders, so that a delivered event never reads what was loaded for an earlier one. */
  renewLoaders(): Loaders;
}
