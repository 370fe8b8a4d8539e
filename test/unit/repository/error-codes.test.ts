import { readFileSync } from 'node:fs';
import { ERROR_CODES } from '../../../src/errors/codes.js';

describe('docs/errors.md', () => {
  it('lists every error code once, and no other', () => {
    const table = readFileSync('docs/errors.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    const documented = table.flatMap((line) => line.split('|')[1]?.match(/[A-Z_]+/g) ?? []);
    expect(documented.sort()).toEqual(Object.keys(ERROR_CODES).sort());
  });
});
