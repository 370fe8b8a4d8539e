import { accountById } from './accounts.loader.js';
import { authNumbers } from './auth-numbers.loader.js';
import { liveBalances } from './balances.loader.js';
import { createIdleSignal } from './batching.js';
import { duplicateOf } from './duplicate-item.loader.js';
import { eventDetails, eventPage, eventPayload } from './events.loader.js';
import { institution } from './institutions.loader.js';
import { createItemStates, type ItemStates } from './item-states.js';
import { itemWebhookSignals } from './item-webhook-signals.loader.js';
import { itemById, itemCount, itemDiagnosis, itemPage, ownItemPage, recordItemsShown } from './items.loader.js';
import {
  itemOfPublicToken,
  itemsOfLinkSession,
  linkSessionById,
  linkSessionPage,
  linkSessionSecrets,
  plaidLinkSession,
} from './link-sessions.loader.js';
import { load, loadPublic } from './load.js';
import type { LoaderContext } from './loader-context.js';

/**
 * What an operation can read. `load` and `loadPublic` serve any endpoint. The others exist where a read needs more thought:
 * batching, narrowing, or the gateway's own records.
 */
const LOADERS = {
  load,
  loadPublic,
  accountById,
  authNumbers,
  duplicateOf,
  eventDetails,
  eventPage,
  eventPayload,
  institution,
  itemById,
  itemCount,
  itemDiagnosis,
  itemOfPublicToken,
  itemPage,
  itemWebhookSignals,
  itemsOfLinkSession,
  linkSessionById,
  linkSessionPage,
  linkSessionSecrets,
  liveBalances,
  ownItemPage,
  plaidLinkSession,
  recordItemsShown,
};

type Reads = { readonly [Name in keyof typeof LOADERS]: ReturnType<(typeof LOADERS)[Name]> };

/** Every loader, typed by the function that builds it, and the state of an Item. */
export type Loaders = Reads & Pick<ItemStates, 'itemState'>;

const NAMES = Object.keys(LOADERS) as (keyof Reads)[];
const createReads = lazyObject<Reads>(NAMES);
const createWatchedReads = lazyObject<Loaders>([...NAMES, 'itemState']);

/**
 * The loaders of one operation, or of one delivered event. Each is built when it is first used. They hold the viewer and
 * nothing that has to be closed. They fail only with GatewayError.
 */
export function createLoaders(given: LoaderContext): Loaders {
  const context = { ...given, reads: createIdleSignal() };
  const reads: Reads = createReads(
    <Name extends keyof Reads>(name: Name) => LOADERS[name](context, reads) as Reads[Name],
  );
  const states = createItemStates(context, reads);
  return createWatchedReads(
    <Name extends keyof Loaders>(name: Name) =>
      (name === 'itemState' ? states.itemState : states.watch(name, (reads as Loaders)[name])) as Loaders[Name],
  );
}

/**
 * An object whose properties are built when they are first read, so that an operation builds only the loaders it uses. The
 * names are given once; the returned function creates an object for each `build`.
 */
function lazyObject<T extends object>(
  names: readonly (keyof T)[],
): (build: <Name extends keyof T>(name: Name) => T[Name]) => T {
  class Lazy {
    constructor(readonly build: <Name extends keyof T>(name: Name) => T[Name]) {}
  }
  for (const name of names) {
    Object.defineProperty(Lazy.prototype, name, {
      get(this: Lazy) {
        const value = this.build(name);
        Object.defineProperty(this, name, { value });
        return value;
      },
    });
  }
  return (build) => new Lazy(build) as unknown as T;
}
