import { setImmediate as immediate } from 'node:timers/promises';
import { GatewayError } from '../errors/gateway-error.js';
import type { AccessWarnings } from '../model/access-warning.js';
import type { ItemId } from '../model/ids.js';
import type { ItemDiagnosis, OwnedItem, PlaidItem } from '../model/item.js';
import { deriveItemState, type ExplainedState } from '../model/item-status.js';
import type { PlaidError } from '../model/plaid-error.js';
import { itemKey, type LoaderContext } from './loader-context.js';
import type { Loaders } from './loaders.js';

/** Everything that is read beside the state of Items. */
export type Reads = Omit<Loaders, 'itemState'>;

const NO_WARNINGS: AccessWarnings = { disconnect: null, expiration: null };

/**
 * Adds the state of Items to what an operation reads, so that within one operation nothing contradicts it: the state is told
 * when nothing is being read any more, from what all those reads have come to; and an error that says something about an
 * Item asks for what the state asks for.
 */
export function withItemStates({ memory, now }: Pick<LoaderContext, 'memory' | 'now'>, reads: Reads): Loaders {
  const quiet = createQuiet();
  /** What this operation tells as errors, by Item: it stays so for the operation, whatever is found out later. */
  const told = new Map<ItemId, PlaidError[]>();
  const diagnoses = new Map<string, ItemDiagnosis>();
  const settling = new Map<string, Promise<ExplainedState>>();
  /** What /item/get failed with, in this operation. */
  const failures = new Map<string, GatewayError>();

  function stateNow(item: OwnedItem, warnings: AccessWarnings): ExplainedState {
    return deriveItemState(
      {
        plaidItem: diagnoses.get(itemKey(item)) ?? null,
        known: memory.knownOf(item),
        told: told.get(item.id) ?? [],
        warnings,
        isRefused: failures.get(itemKey(item))?.code === 'UPSTREAM_REJECTED',
      },
      now(),
    );
  }

  /** The error of a read of the Item, as it is told. */
  async function asTold(item: OwnedItem, error: GatewayError): Promise<GatewayError> {
    await quiet.reached();
    const { requiredAction } = stateNow(item, NO_WARNINGS);
    const { code, message, details, cause } = error;
    return new GatewayError(code, message, { ...details, requiredAction }, { cause });
  }

  async function watched<T>(read: Promise<T>, about: unknown, name: keyof Reads): Promise<T> {
    const end = quiet.begin();
    try {
      const value = await read;
      end();
      return value;
    } catch (error) {
      const itemError = error instanceof GatewayError ? error.details.itemError : undefined;
      const isAboutState = STATE_READS.has(name) && error instanceof GatewayError && error.code.startsWith('UPSTREAM_');
      if (itemError !== undefined && isItem(about)) told.set(about.id, [...(told.get(about.id) ?? []), itemError]);
      if (isAboutState && isItem(about)) failures.set(itemKey(about), error);
      end();
      if ((itemError !== undefined || isAboutState) && isItem(about)) throw await asTold(about, error as GatewayError);
      throw error;
    }
  }

  const watch = watchEach(reads, watched);

  async function readState(item: OwnedItem): Promise<ExplainedState> {
    const [plaidItem, hints] = await Promise.allSettled([diagnosisOf(item), watch.itemWebhookSignals(item)]);
    if (hints.status === 'rejected') throw hints.reason;
    if (plaidItem.status === 'rejected' && !(plaidItem.reason instanceof GatewayError)) throw plaidItem.reason;
    await quiet.reached();
    return stateNow(item, hints.value);
  }

  async function diagnosisOf(item: OwnedItem): Promise<ItemDiagnosis> {
    const diagnosis = await watch.itemDiagnosis(item);
    diagnoses.set(itemKey(item), diagnosis);
    return diagnosis;
  }

  async function plaidItemOf(item: OwnedItem): Promise<PlaidItem> {
    const plaidItem = await watch.plaidItem(item);
    diagnoses.set(itemKey(item), plaidItem);
    return plaidItem;
  }

  return {
    ...watch,
    itemDiagnosis: diagnosisOf,
    plaidItem: plaidItemOf,
    itemState(item) {
      const key = itemKey(item);
      const under = settling.get(key);
      if (under !== undefined) return under;
      const state = readState(item).finally(() => settling.delete(key));
      settling.set(key, state);
      return state;
    },
  };
}

/** The reads that the state of an Item follows from: while they fail, it is unknown. */
const STATE_READS: ReadonlySet<keyof Reads> = new Set<keyof Reads>(['plaidItem', 'itemDiagnosis']);

const isItem = (value: unknown): value is OwnedItem =>
  typeof value === 'object' && value !== null && 'generation' in value && 'known' in value;

/** Every read that takes time, watched; the others as they are. */
function watchEach(
  reads: Reads,
  watched: <T>(read: Promise<T>, about: unknown, name: keyof Reads) => Promise<T>,
): Reads {
  const entries = Object.entries<(...args: never[]) => unknown>({ ...reads });
  const watching = entries.map(([name, read]): [string, unknown] => [
    name,
    (...args: unknown[]): unknown => {
      const result = read(...(args as never[]));
      return result instanceof Promise ? watched(result, args[0], name as keyof Reads) : result;
    },
  ]);
  return Object.fromEntries(watching) as unknown as Reads;
}

/** Tells when an operation reads nothing any more. */
interface Quiet {
  /** Something is being read, until what this answers is called. */
  begin(): () => void;
  /** Resolves when nothing is being read, and what was read has led to no other read. */
  reached(): Promise<void>;
}

function createQuiet(): Quiet {
  let reading = 0;
  let waiting: (() => void)[] = [];
  let coming: Promise<void> | null = null;

  async function untilQuiet(): Promise<void> {
    do {
      if (reading > 0) await new Promise<void>((resolve) => waiting.push(resolve));
      // Fields that were given what was read begin their own reads before this.
      await immediate();
    } while (isReading());
  }
  const isReading = (): boolean => reading > 0;

  return {
    begin() {
      reading += 1;
      return () => {
        reading -= 1;
        if (reading > 0) return;
        const resolvers = waiting;
        waiting = [];
        for (const resolve of resolvers) resolve();
      };
    },
    reached() {
      coming ??= untilQuiet().finally(() => {
        coming = null;
      });
      return coming;
    },
  };
}
