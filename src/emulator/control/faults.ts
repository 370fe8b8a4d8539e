/** What goes wrong. Fields may be combined: a delay with a status, a body with a trickle. */
export interface Fault {
  /** Waits this long first. */
  latencyMs?: number;
  status?: number;
  errorType?: string;
  errorCode?: string;
  /** Never answers; the connection stays open until the caller or the emulator closes it. */
  hang?: boolean;
  /** Ends the connection with a TCP reset. */
  reset?: boolean;
  /** Announces the whole answer, sends half of it and closes. */
  truncate?: boolean;
  /** Sent instead of the answer; a string goes out byte for byte. */
  body?: unknown;
  /** Sends the answer in small pieces, one every 100 ms, or every so many ms. */
  trickle?: boolean | number;
  /** Headers to add, such as retry-after. */
  headers?: Record<string, string>;
  /** Lets the endpoint do its work before the answer is spoiled. */
  afterHandler?: boolean;
}

/** A fault and the calls it is for. */
export interface FaultRule {
  /** A Plaid path, or `*` for all. */
  path: string;
  itemId?: string;
  /** How many calls; until cleared when absent. */
  times?: number;
  fault: Fault;
}

/** The faults in force, oldest first. */
export interface Faults {
  add(rule: FaultRule): void;
  /** The first fault for this call; uses up one of its times. */
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
