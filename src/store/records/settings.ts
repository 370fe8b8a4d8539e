export interface Settings {
  get(name: string): Promise<string | null>;
  /** Sets the value only if none is there; answers the value that is there afterwards. */
  putIfAbsent(name: string, value: string): Promise<string>;
  /** The settings whose names begin so, at most 100, the newest first. */
  beginningWith(prefix: string): Promise<{ name: string; value: string }[]>;
}
