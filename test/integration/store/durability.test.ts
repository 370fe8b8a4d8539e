import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ada, createEmbeddedStores } from '../../support/store.js';

const program = fileURLToPath(new URL('../../support/append-until-killed.ts', import.meta.url));

/**
 * Runs the program until it has printed `count` numbers, then kills it immediately. Returns everything that it printed.
 */
const appendAndKill = async (dataDir: string, count: number): Promise<number[]> => {
  const child = spawn(process.execPath, ['--import', 'tsx', program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    printed += text;
    if (printed.split('\n').length > count) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  // The last line may have been cut off by the kill.
  return printed.split('\n').slice(0, -1).map(Number);
};

describe('the embedded store after kill -9', () => {
  it('still has every event that it reported as recorded, and continues the numbering', async () => {
    const stores = await createEmbeddedStores();
    const printed = await appendAndKill(stores.dataDir, 200);
    expect(printed.length).toBeGreaterThanOrEqual(200);
    const store = await stores.open();
    const stored = (await store.events.readAfter(ada, { afterSeq: null, limit: 1_000_000 })).map(({ seq }) => seq);
    expect(stored.slice(0, printed.length)).toEqual(printed);
    // At most the one batch that was being appended when the process was killed.
    expect(stored.length - printed.length).toBeLessThanOrEqual(1_000);
    expect(await store.events.lastSeq()).toBe(stored.length);
    await stores.dispose();
  });
});
