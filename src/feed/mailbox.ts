/**
 * What one subscriber has not taken yet. A note that is waiting already is not added again, so the box is bounded by the
 * number of distinct notes, whatever the subscriber does.
 */
export interface Mailbox<Note> {
  hasEnded(): boolean;
  /** Leaves a note; nothing happens when the box has ended or does not accept it. */
  put(note: Note): void;
  /** The oldest note, waiting for one when there is none; null once the box has ended. One taker at a time. */
  take(): Promise<Note | null>;
  /** Forgets every note and lets the taker go. Safe to repeat. */
  end(): void;
}

/** A box that is open until `end`. `accepts` decides which notes are kept. */
export function createMailbox<Note>(accepts: (note: Note) => boolean = () => true): Mailbox<Note> {
  const waiting = new Set<Note>();
  let taker: ((note: Note | null) => void) | null = null;
  let ended = false;

  const handOver = (note: Note | null): void => {
    const waitingTaker = taker;
    taker = null;
    waitingTaker?.(note);
  };

  return {
    hasEnded: () => ended,
    put(note) {
      if (ended || !accepts(note)) return;
      if (taker === null) waiting.add(note);
      else handOver(note);
    },
    take() {
      if (ended) return Promise.resolve(null);
      for (const note of waiting) {
        waiting.delete(note);
        return Promise.resolve(note);
      }
      return new Promise((resolve) => (taker = resolve));
    },
    end() {
      ended = true;
      waiting.clear();
      handOver(null);
    },
  };
}
