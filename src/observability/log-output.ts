/** Where finished log lines go. */
export interface LogOutput {
  write(line: string): void;
  /** How many lines have been dropped so far. */
  dropped(): number;
  /** Resolves when everything that was written has left the process, or after `timeoutMs`. */
  flushed(timeoutMs: number): Promise<void>;
}

/** What an output needs from a stream such as stdout. */
export interface LogStream {
  write(line: string): boolean;
  readonly writableLength: number;
  on(event: 'error', listener: () => void): unknown;
}

/** The most bytes of log lines that may wait for the reader of stdout. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
const FLUSH_STEP_MS = 10;

/**
 * Log lines must never block the gateway, fill its memory or end it. When nothing reads them, or the disk is full, they are
 * dropped and counted. The first line that is written again is preceded by one that says how many were lost.
 */
export function createLogOutput(stream: LogStream, maxWaitingBytes = MAX_WAITING_BYTES): LogOutput {
  let dropped = 0;
  let unreported = 0;
  const drop = (): void => {
    dropped += 1;
    unreported += 1;
  };
  // The reader has gone. Every write reports this, and nothing can be done about it.
  stream.on('error', drop);

  return {
    dropped: () => dropped,
    write(line) {
      if (stream.writableLength + line.length > maxWaitingBytes) {
        drop();
        return;
      }
      try {
        if (unreported > 0)
          stream.write(`${JSON.stringify({ level: 'warn', droppedLines: unreported, msg: DROPPED_MESSAGE })}\n`);
        unreported = 0;
        stream.write(line);
      } catch {
        drop();
      }
    },
    async flushed(timeoutMs) {
      for (let waitedMs = 0; stream.writableLength > 0 && waitedMs < timeoutMs; waitedMs += FLUSH_STEP_MS) {
        await new Promise((resolve) => setTimeout(resolve, FLUSH_STEP_MS));
      }
    },
  };
}

const DROPPED_MESSAGE = 'log lines were dropped because stdout was not read';
