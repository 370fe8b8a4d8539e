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
  const [version, name, digits = ''] = Buffer.from(cursor, 'base64url').toString().split(':');
  const position = Number(digits);
  if (version !== VERSION || name !== list || !/^\d+$/.test(digits) || !Number.isSafeInteger(position)) {
    throw badUserInput('The cursor is not one that this list gave out.', [
      { path: 'after', rule: 'must be a cursor answered by this list' },
    ]);
  }
  return position;
}
