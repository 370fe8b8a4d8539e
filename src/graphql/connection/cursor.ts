import { badUserInput } from '../../errors/gateway-error.js';

/** The lists that have cursors; a cursor of one list does not fit another. */
export type ListName = 'items' | 'linkSessions';

const VERSION = 'v1';

/** The opaque cursor that stands for a position in a list. */
export function encodeCursor(list: ListName, position: number): string {
  return Buffer.from(`${VERSION}:${list}:${position}`).toString('base64url');
}

/** The position a cursor stands for. Fails with BAD_USER_INPUT when it was not made by `encodeCursor` for this list. */
export function decodeCursor(list: ListName, cursor: string): number {
  const position = Number(Buffer.from(cursor, 'base64url').toString().split(':')[2]);
  // Compared with the one true text, so that another spelling, list or version is refused, and so is anything added.
  if (!Number.isSafeInteger(position) || position < 0 || cursor !== encodeCursor(list, position)) {
    throw badUserInput('The cursor is not one that this list gave out.', [
      { path: 'after', rule: 'must be a cursor answered by this list' },
    ]);
  }
  return position;
}
