import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who asked: the test itself, its helper that makes an Item, or Plaid's official SDK. */
export type Asker = 'test' | 'preparation' | 'sdk';

/** One answer that a test saw: what the fidelity table of docs/emulator.md is made of. */
export interface RecordedAnswer {
  path: string;
  /** `200`, or the error code. */
  outcome: string;
  /** The test that saw it. */
  test: string;
  asker: Asker;
}

/** What a fault answers says so; it is no answer of the endpoint. */
const askedFor = (body: Record<string, unknown>): boolean =>
  typeof body.error_message === 'string' && body.error_message.includes('/emulator/faults');

/** Notes an answer for the table when EMULATOR_RECORD names a folder, as `npm run fidelity` does. */
export const recordAnswer = (path: string, status: number, body: Record<string, unknown>, asker: Asker): void => {
  const folder = process.env.EMULATOR_RECORD;
  if (folder === undefined || askedFor(body)) return;
  const entry: RecordedAnswer = {
    path,
    outcome: status < 400 ? String(status) : String(body.error_code),
    test: expect.getState().currentTestName ?? '',
    asker,
  };
  appendFileSync(join(folder, `${process.pid}.jsonl`), `${JSON.stringify(entry)}\n`);
};
