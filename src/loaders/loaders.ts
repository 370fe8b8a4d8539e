import { GatewayError } from '../errors/gateway-error.js';
import type { AccessWarnings } from '../model/access-warning.js';
import type { ItemId } from '../model/ids.js';
import { deriveItemState, type ExplainedState } from '../model/item-status.js';
import type { ItemDiagnosis, OwnedItem } from '../model/item.js';
import type { PlaidError } from '../model/plaid-error.js';
import type { Endpoint } from '../plaid/endpoint.js';
import { itemGet } from '../plaid/endpoints/item-get.js';
import { accountById } from './accounts.loader.js';
import { authNumbers } from './auth-numbers.loader.js';
import { liveBalances } from './balances.loader.js';
import { createIdleSignal, itemKey } from './batching.js';
import { duplicateOf } from './duplicate-item.loader.js';
import { eventDetails, eventPage, redactedPayload } from './events.loader.js';
import { institution } from './institutions.loader.js';
import { itemWebhookSignals, type ItemWebhookSignals } from './item-webhook-signals.loader.js';
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
  redactedPayload,
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

/** The reads that the state of an Item is derived from. */
interface StateReads {
  itemDiagnosis(item: OwnedItem): Promise<ItemDiagnosis>;
  itemWebhookSignals(item: OwnedItem): Promise<ItemWebhookSignals>;
}

/** The state of Items within one operation. */
interface ItemStates {
  /**
   * Wraps a loader, so that the states know what it is reading and which errors it has reported. An error that says something
   * about an Item gets the `requiredAction` of the Item's state.
   */
  watch<Read>(name: string, read: Read): Read;
  /**
   * The state of an Item, from /item/get, the webhook log and the outcomes of all calls, in this operation and before. It
   * does not fail when Plaid fails: the state is UNKNOWN then.
   */
  itemState: (item: OwnedItem) => Promise<ExplainedState>;
}

const NO_WARNINGS: AccessWarnings = { disconnect: null, expiration: null };

/**
 * Keeps one operation consistent: the state of an Item is derived when nothing is being read any more, from the outcomes of
 * all reads, so that no other field of the response contradicts it.
 */
function createItemStates({ memory, now }: Pick<LoaderContext, 'memory' | 'now'>, reads: StateReads): ItemStates {
  const idle = createIdleSignal();
  /** The errors that this operation reports, by Item. They stay for the operation, whatever it learns later. */
  const reported = new Map<ItemId, PlaidError[]>();
  const diagnoses = new Map<string, ItemDiagnosis>();
  const pending = new Map<string, Promise<ExplainedState>>();
  /** What /item/get failed with in this operation. */
  const failures = new Map<string, GatewayError>();

  function currentState(item: OwnedItem, warnings: AccessWarnings): ExplainedState {
    return deriveItemState(
      {
        plaidItem: diagnoses.get(itemKey(item)) ?? null,
        known: memory.knownOf(item),
        reported: reported.get(item.id) ?? [],
        warnings,
        isRefused: failures.get(itemKey(item))?.code === 'UPSTREAM_REJECTED',
      },
      now(),
    );
  }

  /** The error of a read of the Item, with the action that its state requires. */
  async function withRequiredAction(item: OwnedItem, error: GatewayError): Promise<GatewayError> {
    await idle.reached();
    const { requiredAction } = currentState(item, NO_WARNINGS);
    const { code, message, details, cause } = error;
    return new GatewayError(code, message, { ...details, requiredAction }, { cause });
  }

  async function watched<T>(read: Promise<T>, item: OwnedItem | undefined, isDiagnosis = false): Promise<T> {
    const end = idle.begin();
    try {
      const value = await read;
      end();
      return value;
    } catch (error) {
      const itemError = error instanceof GatewayError ? error.details.itemError : undefined;
      const isUnavailable = isDiagnosis && error instanceof GatewayError && error.code.startsWith('UPSTREAM_');
      if (itemError !== undefined && item !== undefined) {
        reported.set(item.id, [...(reported.get(item.id) ?? []), itemError]);
      }
      if (isUnavailable && item !== undefined) failures.set(itemKey(item), error);
      end();
      if ((itemError !== undefined || isUnavailable) && item !== undefined) {
        throw await withRequiredAction(item, error as GatewayError);
      }
      throw error;
    }
  }

  async function diagnosed<T>(read: Promise<T>, item: OwnedItem): Promise<T> {
    const diagnosis = await watched(read, item, true);
    diagnoses.set(itemKey(item), diagnosis as ItemDiagnosis);
    return diagnosis;
  }

  async function readState(item: OwnedItem): Promise<ExplainedState> {
    const [plaidItem, signals] = await Promise.allSettled([
      diagnosed(reads.itemDiagnosis(item), item),
      watched(reads.itemWebhookSignals(item), item),
    ]);
    if (signals.status === 'rejected') throw signals.reason;
    if (plaidItem.status === 'rejected' && !(plaidItem.reason instanceof GatewayError)) throw plaidItem.reason;
    await idle.reached();
    return currentState(item, signals.value);
  }

  return {
    watch<Read>(name: string, read: Read): Read {
      const watching = (...args: unknown[]): unknown => {
        const result = (read as (...args: unknown[]) => unknown)(...args);
        if (!(result instanceof Promise)) return result;
        const item = args.find(isItem);
        const isDiagnosis = name === 'itemDiagnosis' || (args[0] as Endpoint | undefined) === itemGet;
        return isDiagnosis && item !== undefined ? diagnosed(result, item) : watched(result, item);
      };
      return watching as Read;
    },
    itemState(item) {
      const key = itemKey(item);
      const known = pending.get(key);
      if (known !== undefined) return known;
      const state = readState(item).finally(() => pending.delete(key));
      pending.set(key, state);
      return state;
    },
  };
}

const isItem = (value: unknown): value is OwnedItem =>
  typeof value === 'object' && value !== null && 'generation' in value && 'known' in value;
