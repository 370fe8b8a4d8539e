import { EventEmitter } from 'node:events';
import { createLogOutput, type LogStream } from '../../../src/observability/logger.js';

/** A stdout whose reader reads nothing until `take` is called. */
class Pipe extends EventEmitter implements LogStream {
  readonly written: string[] = [];
  writableLength = 0;
  isFull = false;

  write(line: string): boolean {
    if (this.isFull) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    this.written.push(line);
    this.writableLength += line.length;
    return true;
  }

  take(): void {
    this.writableLength = 0;
  }
}

const LINE = `${'x'.repeat(99)}\n`;

describe('the log output', () => {
  it('buffers a limited number of bytes for a reader that reads nothing, and reports how many lines were dropped', () => {
    const pipe = new Pipe();
    const output = createLogOutput(pipe, 1_000);
    for (let count = 0; count < 25; count += 1) output.write(LINE);
    expect(pipe.writableLength).toBe(1_000);
    expect(output.dropped()).toBe(15);
    pipe.take();
    output.write(LINE);
    expect(JSON.parse(pipe.written.at(-2) ?? '')).toMatchObject({ level: 'warn', droppedLines: 15 });
    expect(pipe.written.at(-1)).toBe(LINE);
    output.write(LINE);
    expect(pipe.written.at(-2)).toBe(LINE);
  });

  it('does not throw when the disk is full or the reader has closed', () => {
    const pipe = new Pipe();
    const output = createLogOutput(pipe);
    pipe.isFull = true;
    expect(() => {
      output.write(LINE);
    }).not.toThrow();
    pipe.emit('error', new Error('EPIPE'));
    expect(output.dropped()).toBe(2);
    pipe.isFull = false;
    output.write(LINE);
    expect(pipe.written).toHaveLength(2);
  });

  it('waits a limited time for the last lines', async () => {
    const pipe = new Pipe();
    const output = createLogOutput(pipe);
    output.write(LINE);
    await output.flushed(30);
    expect(pipe.writableLength).toBeGreaterThan(0);
    const waiting = output.flushed(60_000);
    pipe.take();
    await waiting;
  });
});
