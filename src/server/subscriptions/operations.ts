import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import { GatewayError } from '../../errors/gateway-error.js';
import type { GatewayContext } from '../../graphql/context.js';
import type { StateKey } from '../../graphql/extensions.js';
import { selectsAuditedField } from '../graphql/audited-fields.js';
import type { Caller } from '../graphql/request-context.js';
import { variablesBelowRoot } from './root-variables.js';
import { createAnswers, type LiveAnswer, type Peer } from './shared-execution.js';
import { stateKeyOf } from './state-key.js';

/** A subscription that has passed the pipeline, and who runs it. */
export interface LiveRequest {
  document: DocumentNode;
  operationName: string | null | undefined;
  variables: Readonly<Record<string, unknown>> | null | undefined;
  caller: Omit<Caller, 'signal'>;
  /** Aborted by whoever ends the subscription, and here when it ends by itself. */
  controller: AbortController;
}

/** What a subscription answers, one event at a time: nothing is read ahead. */
export interface LiveResults extends AsyncGenerator<LiveAnswer, void, void> {
  next(): Promise<IteratorResult<LiveAnswer, void>>;
}

/** Runs subscriptions for every transport. */
export interface LiveOperations {
  /** Answers the results, or what is to be told instead of any. Rejects for what is nobody's fault but ours. */
  start(request: LiveRequest): Promise<LiveResults | ExecutionResult>;
}

/**
 * Each event is executed with a context of its own, so loaders live for one delivered event. Subscribers who would get the
 * same answer in the same moment share one execution; who those are is decided in `peersOf`.
 */
export function createLiveOperations(deps: {
  schema: GraphQLSchema;
  begin(caller: Caller): { context: GatewayContext };
  /** How many subscriptions may be open at the same time, whoever has them: each takes memory. */
  maxSubscriptions: number;
}): LiveOperations {
  const { schema } = deps;
  let open = 0;
  const answers = createAnswers();
  const documentIds = new WeakMap<DocumentNode, number>();
  let documents = 0;

  function idOf(document: DocumentNode): number {
    const id = documentIds.get(document) ?? (documents += 1);
    documentIds.set(document, id);
    return id;
  }

  /**
   * What an answer depends on beside the event: who asks, with which rights, for which fields. Equal texts, equal answers.
   * Arguments of the root field only choose the events. null: nobody else may share it, because each reader of what is
   * audited is on record by name.
   */
  function peersOf({ document, operationName, variables, caller }: LiveRequest): string | null {
    if (selectsAuditedField(schema, document)) return null;
    const { id, scopes } = caller.viewer;
    const used = variablesBelowRoot(document, variables ?? {});
    return JSON.stringify([idOf(document), operationName ?? null, used, id, [...scopes].sort()]);
  }

  function executeFor({ document, operationName, variables, caller }: LiveRequest) {
    return (rootValue: unknown, signal: AbortSignal) => {
      const { context } = deps.begin({ ...caller, signal });
      return execute({
        ...{ schema, document, rootValue, operationName },
        contextValue: context,
        variableValues: variables ?? {},
      });
    };
  }

  return {
    async start(request) {
      const { document, operationName, variables, caller, controller } = request;
      if (open >= deps.maxSubscriptions) {
        controller.abort();
        return { errors: [tooManySubscriptions()] };
      }
      open += 1;
      const ended = (): void => {
        open -= 1;
      };
      if (controller.signal.aborted) ended();
      else controller.signal.addEventListener('abort', ended, { once: true });
      const { context } = deps.begin({ ...caller, signal: controller.signal });
      const variableValues = variables ?? {};
      const events = await createSourceEventStream({
        ...{ schema, document, operationName, variableValues },
        contextValue: context,
      });
      if (!(Symbol.asyncIterator in events)) {
        controller.abort();
        return events;
      }
      const peer = answers.join(peersOf(request), executeFor(request));
      const leave = (): void => {
        peer.leave();
      };
      controller.signal.addEventListener('abort', leave, { once: true });
      if (controller.signal.aborted) leave();
      const source = events[Symbol.asyncIterator]();
      const stateOf = stateKeyOf(schema, document, operationName);
      return answered({ events: source, peer, controller, stateOf });
    },
  };
}

/** When to try again: nobody knows when another one ends. */
const RETRY_AFTER_MS = 5_000;

function tooManySubscriptions(): GraphQLError {
  const originalError = new GatewayError('LIMIT_EXCEEDED', 'The gateway has as many subscriptions as it can hold.', {
    retryAfterMs: RETRY_AFTER_MS,
  });
  return new GraphQLError(originalError.message, { originalError });
}

interface Answering {
  events: AsyncIterator<unknown>;
  peer: Peer;
  controller: AbortController;
  /** Not null: leave out what tells and shows the same as the answer before. */
  stateOf: StateKey | null;
}

/**
 * Answers that let go of everything as soon as nobody wants them. A source that is waiting cannot be told to return, so the
 * operation's signal is aborted first, which ends the wait.
 */
function answered({ events, peer, controller, stateOf }: Answering): LiveResults {
  const ended = { done: true, value: undefined } as const;
  let shown: string | null = null;
  async function end(): Promise<IteratorReturnResult<undefined>> {
    controller.abort();
    await events.return?.();
    return ended;
  }
  /** null: the events are over, or nobody waits for them any more. */
  async function nextAnswer(): Promise<LiveAnswer | null> {
    for (;;) {
      const event = await events.next();
      if (event.done === true) return null;
      const answer = await peer.answer(event.value, controller.signal);
      if (answer === null || stateOf === null) return answer;
      const before = shown;
      shown = stateOf(event.value) + answer.json();
      if (shown !== before) return answer;
    }
  }
  return {
    async next() {
      try {
        const value = await nextAnswer();
        if (value !== null) return { done: false, value };
      } catch (error) {
        controller.abort();
        throw error;
      }
      controller.abort();
      return ended;
    },
    return: end,
    async throw(error: unknown) {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await end();
    },
  };
}
