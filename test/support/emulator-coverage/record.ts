import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Who made the call: the test itself, a helper that creates an Item for it, or Plaid's official SDK. */
export type Caller = 'test' | 'setup' | 'sdk';

/** One response that a test received: what the coverage table in docs/emulator.md is made of. */
export interface RecordedResponse {
  path: string;
  /** `200`, or the error code. */
  outcome: string;
  /** The name of the test that received it. */
  test: string;
  caller: Caller;
}

/** A fault that a test injected says so in its message. It is not a response of the endpoint. */
function isInjected(body: Record<string, unknown>): boolean {
  return typeof body.error_message === 'string' && body.error_message.includes('/emulator/faults');
}

/** Records a response when EMULATOR_RESPONSES names a folder, as `npm run emulator:coverage` and `npm run check` do. */
export function recordResponse(path: string, status: number, body: Record<string, unknown>, caller: Caller): void {
  const folder = process.env.EMULATOR_RESPONSES;
  if (folder === undefined || isInjected(body)) return;
  const entry: RecordedResponse = {
    path,
    outcome: status < 400 ? String(status) : String(body.error_code),
    test: expect.getState().currentTestName ?? '',
    caller,
  };
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, `${process.pid}.jsonl`), `${JSON.stringify(entry)}\n`);
}
