/** A look at each quarter of the time: one that stopped reading is known a quarter late at most, and never early. */
const LOOKS = 4;

/**
 * Calls `onStall`, once, when nothing moves for `stallMs`. `look` answers what moves when the other end takes something; a
 * look that cannot tell answers the same every time. Call what it answers when there is nothing to wait for any more.
 */
export function watchForStall(look: () => Promise<unknown>, stallMs: number, onStall: () => void): () => void {
  let before: unknown;
  let looks = 0;
  let isOver = false;

  const timer = setInterval(() => void compare(), stallMs / LOOKS).unref();

  async function compare(): Promise<void> {
    const now = await look();
    if (isOver) return;
    const moved = looks > 0 && now !== before;
    looks = moved ? 1 : looks + 1;
    before = now;
    // The first look only tells where it stood then: the time begins there.
    if (looks <= LOOKS) return;
    end();
    onStall();
  }
  function end(): void {
    isOver = true;
    clearInterval(timer);
  }
  return end;
}
