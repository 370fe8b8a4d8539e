import type { ExecutionResult } from 'graphql';
import { setImmediate as immediate } from 'node:timers/promises';

/** One event's answer. Several subscribers may be given the same one: it is not to be changed. */
export interface LiveAnswer {
  readonly result: ExecutionResult;
  /** The result as JSON, written once for all who share it. Only for results without errors: those are told to each in words of their own. */
  json(): string;
}

/** Executes for an event; the signal aborts when nobody waits for the answer any more. */
export type ExecuteEvent = (event: unknown, signal: AbortSignal) => ExecutionResult | PromiseLike<ExecutionResult>;

/** A subscription among those that get the same answers. */
export interface Peer {
  /** The answer to an event; null when the signal aborts before it is there. */
  answer(event: unknown, signal: AbortSignal): Promise<LiveAnswer | null>;
  leave(): void;
}

/** Executions that subscriptions share. */
export interface Answers {
  /** Joins those with the same key until `leave`. null: a group of one. */
  join(key: string | null, execute: ExecuteEvent): Peer;
}

interface Asker {
  signal: AbortSignal;
  settle(answer: LiveAnswer | null): void;
  fail(error: unknown): void;
}

interface Group {
  members: number;
  /** Executions that have not begun. One that has may have read what is no longer true for a subscriber who comes later. */
  readonly notBegun: Map<unknown, Asker[]>;
  readonly execute: ExecuteEvent;
}

/** Holds a group for as long as it has members, and an execution until it begins; no answer is kept. */
export function createAnswers(): Answers {
  const groups = new Map<string, Group>();

  function groupOf(key: string | null, execute: ExecuteEvent): Group {
    const known = key === null ? undefined : groups.get(key);
    const group = known ?? { members: 0, notBegun: new Map(), execute };
    if (key !== null) groups.set(key, group);
    return group;
  }

  return {
    join(key, execute) {
      const group = groupOf(key, execute);
      group.members += 1;
      let hasLeft = false;
      return {
        answer: (event, signal) =>
          new Promise((settle, fail) => {
            ask(group, event, { signal, settle, fail });
          }),
        leave() {
          if (hasLeft) return;
          hasLeft = true;
          group.members -= 1;
          if (group.members === 0 && key !== null && groups.get(key) === group) groups.delete(key);
        },
      };
    },
  };
}

function ask(group: Group, event: unknown, asker: Asker): void {
  const askers = group.notBegun.get(event);
  if (askers !== undefined) {
    askers.push(asker);
    return;
  }
  const first = [asker];
  group.notBegun.set(event, first);
  setImmediate(() => {
    group.notBegun.delete(event);
    void answerAll(group.execute, event, first);
  });
}

/** Never rejects: every asker is told. */
async function answerAll(execute: ExecuteEvent, event: unknown, askers: readonly Asker[]): Promise<void> {
  const controller = new AbortController();
  let isDone = false;
  try {
    const execution = Promise.resolve(execute(event, controller.signal));
    // Most answers need nothing from outside and are there at once; only for the others it matters who goes meanwhile.
    void immediate().then(() => {
      if (!isDone) letGo(askers, controller);
    });
    const answer = toAnswer(await execution);
    for (const asker of askers) asker.settle(answer);
  } catch (error) {
    for (const asker of askers) asker.fail(error);
  } finally {
    isDone = true;
    // Takes the listeners of `letGo` away.
    controller.abort();
  }
}

/** Who goes stops waiting, and when all have gone the execution is aborted. */
function letGo(askers: readonly Asker[], controller: AbortController): void {
  let waiting = askers.length;
  for (const asker of askers) {
    const gone = (): void => {
      asker.settle(null);
      waiting -= 1;
      if (waiting === 0) controller.abort();
    };
    if (asker.signal.aborted) gone();
    else asker.signal.addEventListener('abort', gone, { once: true, signal: controller.signal });
  }
}

function toAnswer(result: ExecutionResult): LiveAnswer {
  let text: string | null = null;
  return { result, json: () => (text ??= JSON.stringify(result)) };
}
