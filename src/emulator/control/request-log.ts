/** A call of the Plaid API. */
export interface RequestLogEntry {
  path: string;
  /** When it was received: ISO 8601, by the emulator's clock. */
  at: string;
  /** Null until the response is sent, and if no response is sent. */
  status: number | null;
  itemId: string | null;
  durationMs: number;
}

/** The newest entries are retained; the counts include all calls. */
const MAX_ENTRIES = 1000;

/** The Plaid API calls since the last reset. */
export interface RequestLog {
  /** Adds a received call; the caller completes the entry. */
  open(path: string, at: string): RequestLogEntry;
  entries(): readonly RequestLogEntry[];
  counts(): Record<string, number>;
  reset(): void;
}

export function createRequestLog(): RequestLog {
  let entries: RequestLogEntry[] = [];
  let counts = new Map<string, number>();
  return {
    open: (path, at) => {
      const entry: RequestLogEntry = { path, at, status: null, itemId: null, durationMs: 0 };
      entries.push(entry);
      // Truncated in blocks to keep appending cheap.
      if (entries.length >= 2 * MAX_ENTRIES) entries = entries.slice(-MAX_ENTRIES);
      counts.set(path, (counts.get(path) ?? 0) + 1);
      return entry;
    },
    entries: () => entries.slice(-MAX_ENTRIES),
    counts: () => Object.fromEntries(counts),
    reset: () => {
      entries = [];
      counts = new Map();
    },
  };
}
