import type { Actions } from '../actions/actions.js';
import type { LinkConfig } from '../config/config.js';
import type { Feed } from '../feed/feed.js';
import type { Loaders } from '../loaders/loaders.js';
import type { Viewer } from '../model/viewer.js';
import type { ListCursors } from './connection/connection.js';

/** What the operator configured, as far as resolvers need it. */
export interface GraphqlSettings {
  /** LIMIT_PAGE_SIZE: the largest `first`. */
  readonly pageSize: number;
  /** LIMIT_LIST: the most entries that a list argument may have. */
  readonly list: number;
  /** PLAID_COUNTRY_CODES: where institutions are looked up when the caller names no country. */
  readonly countryCodes: readonly string[];
  /** What callers may choose of a Link session. */
  readonly link: LinkPolicy;
}

/** The part of LinkConfig that decides what is refused. */
export type LinkPolicy = Pick<LinkConfig, 'clientName' | 'allowedRedirectOrigins' | 'allowClientName' | 'allowSms'>;

/** What resolvers see of the operation they run in. Made anew per operation; subscriptions renew `loaders` per event. */
export interface GatewayContext {
  readonly requestId: string;
  readonly viewer: Viewer;
  readonly loaders: Loaders;
  readonly actions: Actions;
  readonly feed: Feed;
  /** The cursors of lists, as this viewer gets them. */
  readonly cursors: ListCursors;
  readonly settings: GraphqlSettings;
  /** Aborts when the client has gone or the operation's time is up. */
  readonly signal: AbortSignal;
  /** The clock, Unix ms. */
  now(): number;
  /** Fresh loaders for the next delivered event: nothing cached for an earlier one is served. */
  renewLoaders(): Loaders;
}
