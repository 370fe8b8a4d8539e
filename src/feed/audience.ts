import type { OwnerId } from '../model/ids.js';
import type { Mailbox } from './mailbox.js';

/** The mailboxes of the subscribers to one kind of news, by owner: what is told to one owner reaches nobody else. */
export interface Audience<Note> {
  /** Adds a box until the returned function is called. */
  join(ownerId: OwnerId, mailbox: Mailbox<Note>): () => void;
  tell(ownerId: OwnerId, note: Note): void;
  /** Ends every box. */
  dismiss(): void;
  /** How many boxes are open. */
  readonly size: number;
}

export function createAudience<Note>(): Audience<Note> {
  const boxesByOwner = new Map<OwnerId, Set<Mailbox<Note>>>();
  let size = 0;

  return {
    join(ownerId, mailbox) {
      const boxes = boxesByOwner.get(ownerId) ?? new Set();
      boxesByOwner.set(ownerId, boxes.add(mailbox));
      size += 1;
      return () => {
        if (!boxes.delete(mailbox)) return;
        size -= 1;
        if (boxes.size === 0) boxesByOwner.delete(ownerId);
      };
    },
    tell(ownerId, note) {
      for (const mailbox of boxesByOwner.get(ownerId) ?? []) mailbox.put(note);
    },
    dismiss() {
      for (const boxes of boxesByOwner.values()) for (const mailbox of boxes) mailbox.end();
    },
    get size() {
      return size;
    },
  };
}
