/** Moments remembered: enough for the Items of a test and the present millisecond; forgotten all at once when full. */
const KEPT = 1000;

const written = new Map<number, string>();

/**
 * A moment, in milliseconds since 1970, as ISO 8601 in UTC. The same few moments are asked for over and over, in
 * every answer about an Item and in the journal, and writing a date costs as much as the rest of a small answer.
 */
export const isoTime = (ms: number): string => {
  const known = written.get(ms);
  if (known !== undefined) return known;
  if (written.size >= KEPT) written.clear();
  const text = new Date(ms).toISOString();
  written.set(ms, text);
  return text;
};
