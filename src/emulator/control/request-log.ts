/** One Plaid API call. */
export interface RequestLogEntry {
  path: string;
  /** When it arrived, as ISO time of the emulator's clock. */
  at: string;
  /** Null until the answer goes out, and for ever when there is none. */
  status: number | null;
  itemId: string | null;
  durationMs: number;
}

/** Entries kept; the counts know of all. */
const MAX_ENTRIES = 1000;

/** Remembers the Plaid API calls since the last reset. */
export interface RequestLog {
  /** Notes a call as it arrives; who answers it fills in the rest. */
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
      // Cutting in blocks keeps adding cheap.
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
