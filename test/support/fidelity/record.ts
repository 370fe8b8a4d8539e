import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** One answer that a test saw: what the fidelity table of docs/emulator.md is made of. */
export interface RecordedAnswer {
  path: string;
  /** `200`, or the error code. */
  outcome: string;
  /** The test that saw it. */
  test: string;
  /** True when the official SDK asked. */
  sdk: boolean;
}

/** What a fault answers says so; it is no answer of the endpoint. */
const askedFor = (body: Record<string, unknown>): boolean =>
  typeof body.error_message === 'string' && body.error_message.includes('/emulator/faults');

/** Notes an answer for the table when EMULATOR_RECORD names a folder, as `npm run fidelity` does. */
export const recordAnswer = (path: string, status: number, body: Record<string, unknown>, sdk = false): void => {
  const folder = process.env.EMULATOR_RECORD;
  if (folder === undefined || askedFor(body)) return;
  const entry: RecordedAnswer = {
    path,
    outcome: status < 400 ? String(status) : String(body.error_code),
    test: expect.getState().currentTestName ?? '',
    sdk,
  };
  appendFileSync(join(folder, `${process.pid}.jsonl`), `${JSON.stringify(entry)}\n`);
};
