import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { setImmediate as immediate } from 'node:timers/promises';
import { GatewayError } from '../../errors/gateway-error.js';
import type { GatewayContext } from '../../graphql/context.js';
import { DISTINCT_UNTIL_CHANGED, type StateKey } from '../../graphql/extensions.js';
import { asyncIterator } from '../../model/async-iterator.js';
import type { Caller } from '../graphql/request-context.js';

/** A subscription that has passed the pipeline, and its caller. */
export interface SubscriptionRequest {
  document: DocumentNode;
  operationName: string | null | undefined;
  variables: Readonly<Record<string, unknown>> | null | undefined;
  caller: Omit<Caller, 'signal'>;
  /** The transport aborts it to end the subscription; it is aborted here when the subscription ends by itself. */
  controller: AbortController;
  /** Checked before each result is delivered; true ends the subscription. */
  hasExpired(): boolean;
}

/** The results of a subscription. The next event is not read before the next result is requested. */
export type SubscriptionResults = AsyncGenerator<ExecutionResult, void, void>;

/** Runs subscriptions, whatever their transport. */
export interface SubscriptionExecutor {
  /**
   * Resolves to the results, or to a single result with errors when the subscription could not start. Rejects on
   * unexpected failures.
   */
  start(request: SubscriptionRequest): Promise<SubscriptionResults | ExecutionResult>;
}

/** The retry delay to suggest when the gateway is full. An estimate: another subscription may end at any time. */
const RETRY_AFTER_MS = 5_000;

/** Every event is executed with a context of its own, so loaders live for one delivered event. */
export function createSubscriptionExecutor(deps: {
  schema: GraphQLSchema;
  createContext(caller: Caller): GatewayContext;
  /** How many subscriptions may be open at the same time, over all viewers: each takes memory. */
  maxSubscriptions: number;
}): SubscriptionExecutor {
  const { schema } = deps;
  let open = 0;

  function countUntilAborted(signal: AbortSignal): void {
    open += 1;
    const countEnd = (): void => {
      open -= 1;
    };
    if (signal.aborted) countEnd();
    else signal.addEventListener('abort', countEnd, { once: true });
  }

  /** Resolves to null when the subscription ends before the result is available. */
  async function executeEvent(request: SubscriptionRequest, event: unknown): Promise<ExecutionResult | null> {
    const { document, operationName, variables, caller } = request;
    const { signal } = request.controller;
    // A subscriber with a long backlog must not starve the event loop.
    await immediate();
    if (signal.aborted) return null;
    // A signal for this event alone: nothing that listens to it is retained for the life of the subscription.
    const execution = new AbortController();
    return new Promise((resolve, reject) => {
      const abandon = (): void => {
        resolve(null);
        execution.abort();
      };
      const finish = (): void => {
        signal.removeEventListener('abort', abandon);
        execution.abort();
      };
      signal.addEventListener('abort', abandon, { once: true });
      executeNow().then(resolve, reject).finally(finish);
    });

    async function executeNow(): Promise<ExecutionResult> {
      return execute({
        ...{ schema, document, operationName, rootValue: event, variableValues: variables ?? {} },
        contextValue: deps.createContext({ ...caller, signal: execution.signal }),
      });
    }
  }

  function resultsOf(request: SubscriptionRequest, events: AsyncIterator<unknown>): SubscriptionResults {
    const stateKey = stateKeyOf(schema, request.document, request.operationName);
    let lastState: string | null = null;

    /** Always false for a field without the extension DISTINCT_UNTIL_CHANGED. */
    function repeatsLast(event: unknown, result: ExecutionResult): boolean {
      if (stateKey === null) return false;
      const state = stateKey(event) + JSON.stringify(result);
      const isRepeat = state === lastState;
      lastState = state;
      return isRepeat;
    }

    async function next(): Promise<IteratorResult<ExecutionResult, undefined>> {
      for (;;) {
        const event = await events.next();
        if (event.done === true) return { done: true, value: undefined };
        const result = await executeEvent(request, event.value);
        if (result === null) return { done: true, value: undefined };
        if (repeatsLast(event.value, result)) continue;
        return request.hasExpired() ? { done: true, value: undefined } : { done: false, value: result };
      }
    }

    return asyncIterator({
      next,
      async close() {
        // First, because return() of a source that is waiting for an event does not end the wait.
        request.controller.abort();
        await events.return?.();
      },
    });
  }

  return {
    async start(request) {
      const { document, operationName, variables, caller, controller } = request;
      if (open >= deps.maxSubscriptions) {
        controller.abort();
        return { errors: [tooManySubscriptions()] };
      }
      countUntilAborted(controller.signal);
      const events = await createSourceEventStream({
        ...{ schema, document, operationName, variableValues: variables ?? {} },
        contextValue: deps.createContext({ ...caller, signal: controller.signal }),
      });
      if (Symbol.asyncIterator in events) return resultsOf(request, events[Symbol.asyncIterator]());
      controller.abort();
      return events;
    },
  };
}

function tooManySubscriptions(): GraphQLError {
  const originalError = new GatewayError('LIMIT_EXCEEDED', 'The gateway has reached its limit of open subscriptions.', {
    retryAfterMs: RETRY_AFTER_MS,
  });
  return new GraphQLError(originalError.message, { originalError });
}

/**
 * The state key of the subscription's root field when it has the extension DISTINCT_UNTIL_CHANGED, else null. For such a
 * field a result is skipped when neither the state nor the selected data differs from the previous result: a change that
 * both an action and its webhook report reaches a subscriber once.
 */
function stateKeyOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): StateKey | null {
  const operation = getOperationAST(document, operationName);
  const name = operation && rootFieldName(document, operation.selectionSet);
  const stateKey = schema.getSubscriptionType()?.getFields()[name ?? '']?.extensions[DISTINCT_UNTIL_CHANGED];
  return typeof stateKey === 'function' ? (stateKey as StateKey) : null;
}

/** The document is valid, so it has one root field, possibly inside fragments. */
function rootFieldName(document: DocumentNode, { selections }: SelectionSetNode): string | null {
  const [selection] = selections;
  if (selection === undefined) return null;
  if (selection.kind === Kind.FIELD) return selection.name.value;
  if (selection.kind === Kind.INLINE_FRAGMENT) return rootFieldName(document, selection.selectionSet);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION || definition.name.value !== selection.name.value) continue;
    return rootFieldName(document, definition.selectionSet);
  }
  return null;
}
