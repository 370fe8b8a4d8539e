import type { TestGateway } from './gateway.js';
import { rowsOf } from './rows.js';

/** Runs an attack. Fails when it changed a row of any table or caused a call to Plaid. */
export async function assertUnchanged<T>(gateway: TestGateway, attack: () => Promise<T>): Promise<T> {
  const before = { rows: rowsOf(gateway.dataDir), calls: await gateway.plaidCalls() };
  const result = await attack();
  expect({ rows: rowsOf(gateway.dataDir), calls: await gateway.plaidCalls() }).toEqual(before);
  return result;
}
