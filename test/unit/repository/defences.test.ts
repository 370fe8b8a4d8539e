import { existsSync, readFileSync } from 'node:fs';
import { allDefences } from '../../security/defences/all-defences.js';
import { TRANSPORTS } from '../../support/transports.js';

const defences = await allDefences();

/** The text of a test file, with `%s` in titles replaced by each transport. */
function withTitles(test: string): string {
  const text = readFileSync(test, 'utf8');
  return TRANSPORTS.map((transport) => text.replaceAll('%s', transport)).join();
}

describe('the defences that npm run test:mutation removes', () => {
  it('are listed', () => {
    expect(defences.length).toBeGreaterThan(20);
  });

  it.each(defences.map((defence) => [defence.threat, defence.what, defence] as const))(
    '%s, %s: has a threat and a test',
    (_threat, _what, { threat, test, name }) => {
      expect(threat).toMatch(/^T([1-9]|[1-3]\d|4[0-4])$/);
      expect(existsSync(test)).toBe(true);
      if (name !== undefined) expect(withTitles(test).includes(name)).toBe(true);
    },
  );
});
