/** A fault to inject. Fields can be combined, such as latencyMs with status, or body with trickle. */
export interface Fault {
  /** Delay before the response. */
  latencyMs?: number;
  status?: number;
  errorType?: string;
  errorCode?: string;
  /** Never responds; the connection stays open until the caller or the emulator closes it. */
  hang?: boolean;
  /** Ends the connection with a TCP reset. */
  reset?: boolean;
  /** Sends the full content-length, but only half of the body, and closes the connection. */
  truncate?: boolean;
  /** Replaces the response body; a string is sent as is. */
  body?: unknown;
  /** Sends the response in small chunks, every 100 ms or at this interval in milliseconds. */
  trickle?: boolean | number;
  /** Response headers to add, such as retry-after. */
  headers?: Record<string, string>;
  /** Runs the handler before the fault is injected. */
  afterHandler?: boolean;
}

/** A fault and the calls it applies to. */
export interface FaultRule {
  /** A Plaid path, or `*` for all. */
  path: string;
  itemId?: string;
  /** How many calls it applies to; until cleared when absent. */
  times?: number;
  fault: Fault;
}

/** The active faults, oldest first. */
export interface Faults {
  add(rule: FaultRule): void;
  /** The first fault that matches this call; decrements its `times`. */
  take(path: string, itemId: string | null): Fault | undefined;
  list(): readonly FaultRule[];
  clear(): void;
}

export function createFaults(): Faults {
  let rules: FaultRule[] = [];
  return {
    add: (rule) => {
      rules.push({ ...rule });
    },
    take: (path, itemId) => {
      const rule = rules.find(
        (one) => (one.path === '*' || one.path === path) && (one.itemId === undefined || one.itemId === itemId),
      );
      if (rule?.times !== undefined) {
        rule.times -= 1;
        rules = rules.filter((one) => one.times === undefined || one.times > 0);
      }
      return rule?.fault;
    },
    list: () => rules,
    clear: () => {
      rules = [];
    },
  };
}
