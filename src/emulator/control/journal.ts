/** One Plaid API call. */
export interface JournalEntry {
  path: string;
  /** When it arrived, as ISO time of the emulator's clock. */
  at: string;
  /** Null when the connection ended without an answer. */
  status: number | null;
  itemId: string | null;
  durationMs: number;
}

/** Entries kept; the counts know of all. */
const KEPT = 1000;

/** Remembers the Plaid API calls since the last reset. */
export interface Journal {
  add(entry: JournalEntry): void;
  entries(): readonly JournalEntry[];
  counts(): Record<string, number>;
  reset(): void;
}

export const createJournal = (): Journal => {
  let entries: JournalEntry[] = [];
  let counts = new Map<string, number>();
  return {
    add: (entry) => {
      entries.push(entry);
      // Cutting in blocks keeps adding cheap.
      if (entries.length >= 2 * KEPT) entries = entries.slice(-KEPT);
      counts.set(entry.path, (counts.get(entry.path) ?? 0) + 1);
    },
    entries: () => entries.slice(-KEPT),
    counts: () => Object.fromEntries(counts),
    reset: () => {
      entries = [];
      counts = new Map();
    },
  };
};
