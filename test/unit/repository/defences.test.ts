import { existsSync, readFileSync } from 'node:fs';
import { allDefences } from '../../security/defences/all-defences.js';

const defences = await allDefences();

describe('the list of defences that npm run break takes out', () => {
  it('is there', () => {
    expect(defences.length).toBeGreaterThan(20);
  });

  it.each(defences.map((defence) => [defence.threat, defence.what, defence] as const))(
    '%s, %s: can be taken out, and its test is there',
    (_threat, _what, { threat, file, find, replace, test, name }) => {
      expect(threat).toMatch(/^T([1-9]|[1-3]\d|4[0-4])$/);
      expect(readFileSync(file, 'utf8').split(find)).toHaveLength(2);
      expect(replace).not.toBe(find);
      expect(existsSync(test)).toBe(true);
      if (name !== undefined) expect(readFileSync(test, 'utf8')).toContain(name);
    },
  );
});
