import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Limits } from '../../config/config.js';
import { GatewayError } from '../../errors/gateway-error.js';

const DESCRIPTIONS: Record<keyof OperationSize, string> = {
  depth: 'levels of fields',
  aliases: 'aliases',
  rootFields: 'root fields',
  directives: 'directives',
};

/** A LIMIT_EXCEEDED error for each limit that the operation exceeds. */
export function checkLimits(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  limits: Pick<Limits, keyof OperationSize>,
): GatewayError[] {
  const size = operationSize(document, operation);
  const exceeded = (Object.keys(DESCRIPTIONS) as (keyof OperationSize)[]).filter((name) => size[name] > limits[name]);
  return exceeded.map((name) =>
    limitExceeded(`The operation has ${size[name]} ${DESCRIPTIONS[name]}; at most ${limits[name]} are allowed.`),
  );
}

/** Fails with LIMIT_EXCEEDED when an operation may cost more than LIMIT_COST. */
export function checkCost(cost: number, limits: Pick<Limits, 'cost'>): void {
  if (cost <= limits.cost) return;
  throw limitExceeded(
    `The operation may cost ${cost}; LIMIT_COST allows ${limits.cost}. Request fewer entries with \`first\`, nest fewer lists, or read \`authNumbers\` and \`liveBalances\` of fewer Items at a time.`,
  );
}

/** LIMIT_EXCEEDED, with a message that names the limit. */
export function limitExceeded(message: string): GatewayError {
  return new GatewayError('LIMIT_EXCEEDED', message);
}

/** The size of one operation after its fragments are flattened. */
export interface OperationSize {
  depth: number;
  aliases: number;
  rootFields: number;
  directives: number;
}

const NOTHING: OperationSize = { depth: 0, aliases: 0, rootFields: 0, directives: 0 };

/**
 * Measures an operation that has been parsed but not validated yet. Each fragment is measured once and counted each time it
 * is spread, so the work is linear in the document. A fragment that spreads itself counts as nothing at that place, because
 * validation rejects it.
 */
export function operationSize(document: DocumentNode, operation: OperationDefinitionNode): OperationSize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, OperationSize>();

  function ofSet(set: SelectionSetNode): OperationSize {
    return set.selections.map(ofSelection).reduce(combine, NOTHING);
  }

  function ofSelection(selection: SelectionNode): OperationSize {
    const inside = ofInside(selection);
    return { ...inside, directives: inside.directives + (selection.directives?.length ?? 0) };
  }

  function ofInside(selection: SelectionNode): OperationSize {
    if (selection.kind === Kind.FIELD) return ofField(selection);
    if (selection.kind === Kind.INLINE_FRAGMENT) return ofSet(selection.selectionSet);
    return ofFragment(selection.name.value);
  }

  function ofField(field: FieldNode): OperationSize {
    const inside = field.selectionSet ? ofSet(field.selectionSet) : NOTHING;
    return {
      // graphql-js limits the nesting of introspection itself, and tools need more of it than queries do.
      depth: 1 + (isIntrospection(field) ? 0 : inside.depth),
      aliases: inside.aliases + (field.alias ? 1 : 0),
      rootFields: 1,
      directives: inside.directives,
    };
  }

  function ofFragment(name: string): OperationSize {
    const known = measured.get(name);
    if (known) return known;
    measured.set(name, NOTHING);
    const fragment = fragments.get(name);
    const size = fragment ? ofSet(fragment.selectionSet) : NOTHING;
    const withOwn = { ...size, directives: size.directives + (fragment?.directives?.length ?? 0) };
    measured.set(name, withOwn);
    return withOwn;
  }

  const size = ofSet(operation.selectionSet);
  return { ...size, directives: size.directives + (operation.directives?.length ?? 0) };
}

function combine(left: OperationSize, right: OperationSize): OperationSize {
  return {
    depth: Math.max(left.depth, right.depth),
    aliases: left.aliases + right.aliases,
    rootFields: left.rootFields + right.rootFields,
    directives: left.directives + right.directives,
  };
}

function isIntrospection(field: FieldNode): boolean {
  return field.name.value === '__schema' || field.name.value === '__type';
}

const MINUTE_MS = 60_000;
/** The most viewers counted at the same time. An evicted viewer starts a new minute: memory is bounded at the cost of accuracy. */
const MAX_KEYS = 50_000;

/** Counts what each viewer does per minute. */
export interface RateLimit {
  /** Counts one. Fails with LIMIT_EXCEEDED and retryAfterMs when the limit of this minute is used up. */
  take(key: string): void;
}

/** At most `perMinute` per key and minute, in this process; 0: no limit. */
export function createRateLimit(options: { perMinute: number; what: string; now: () => number }): RateLimit {
  const { perMinute, what, now } = options;
  const windows = new LRUCache<string, { endsAt: number; used: number }>({ max: MAX_KEYS });
  return {
    take(key) {
      if (perMinute === 0) return;
      const at = now();
      let window = windows.get(key);
      if (!window || window.endsAt <= at) {
        window = { endsAt: at + MINUTE_MS, used: 0 };
        windows.set(key, window);
      }
      window.used += 1;
      if (window.used > perMinute) {
        throw new GatewayError('LIMIT_EXCEEDED', `At most ${perMinute} ${what} a minute are allowed.`, {
          retryAfterMs: window.endsAt - at,
        });
      }
    },
  };
}
