import { type Actions } from '../actions/actions.js';
import { type Feed } from '../feed/feed.js';
import { type Loaders } from '../loaders/loaders.js';
import { type Viewer } from '../model/viewer.js';

/** What resolvers see of the operation they run in. Made anew per operation; subscriptions renew `loaders` per event. */
export interface GatewayContext {
  readonly requestId: string;
  readonly viewer: Viewer;
  loaders: Loaders;
  readonly actions: Actions;
  readonly feed: Feed;
  /** Aborts when the client has gone or the operation's time is up. */
  readonly signal: AbortSignal;
  /** Fresh loaders for the next delivered event: nothing cached for an earlier one is served. */
  renewLoaders(): Loaders;
}
