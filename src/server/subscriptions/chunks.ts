/** Small enough for a slow link to take one within LIMIT_STALL_MS, and longer than nearly every event. */
export const CHUNK_BYTES = 32_768;

/**
 * The bytes of the text, at least one piece. What is long leaves in pieces, so that a client that takes it slowly is known
 * from one that takes nothing.
 */
export function chunksOf(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const pieces = [bytes.subarray(0, CHUNK_BYTES)];
  for (let at = CHUNK_BYTES; at < bytes.length; at += CHUNK_BYTES) pieces.push(bytes.subarray(at, at + CHUNK_BYTES));
  return pieces;
}
