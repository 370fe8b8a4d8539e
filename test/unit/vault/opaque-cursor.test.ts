import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { createOpaqueCursors } from '../../../src/vault/opaque-cursor.js';

let calls = 0;
const vault = {
  fingerprint: (purpose: string, text: string) => {
    calls += 1;
    return createHmac('sha256', `key/${purpose}`).update(text).digest('base64url');
  },
};
const cursors = createOpaqueCursors(vault, 'test');
const anyPosition = fc.integer({ min: 0, max: 2 ** 48 - 1 });

describe('an opaque cursor', () => {
  it('decodes to its number, and is always the same text', () => {
    fc.assert(
      fc.property(fc.string(), anyPosition, (holder, position) => {
        const text = cursors.seal(holder, position);
        expect(cursors.open(holder, text)).toBe(position);
        expect(cursors.seal(holder, position)).toBe(text);
      }),
    );
  });

  it('reveals nothing about the number: neighbours differ in about half of all bits, and the order is lost', () => {
    const texts = Array.from({ length: 1_000 }, (_, n) => Buffer.from(cursors.seal('ada', n), 'base64url').subarray(1));
    const bits = (byte: number) => byte.toString(2).replaceAll('0', '').length;
    const differing = texts
      .slice(1)
      .map((text, n) => text.reduce((sum, byte, i) => sum + bits(byte ^ (texts[n]?.[i] ?? 0)), 0));
    const mean = differing.reduce((sum, one) => sum + one, 0) / differing.length / (22 * 8);
    expect(mean).toBeGreaterThan(0.45);
    expect(mean).toBeLessThan(0.55);
    for (let byte = 0; byte < 22; byte += 1) expect(new Set(texts.map((text) => text[byte])).size).toBeGreaterThan(200);
    const rising = texts.slice(1).filter((text, n) => Buffer.compare(text, texts[n] ?? text) > 0).length;
    expect(rising).toBeGreaterThan(400);
    expect(rising).toBeLessThan(600);
  });

  it('is invalid for another holder, for another purpose, or with any change', () => {
    const text = cursors.seal('ada', 7);
    expect(cursors.open('bob', text)).toBeNull();
    expect(createOpaqueCursors(vault, 'other').open('ada', text)).toBeNull();
    for (let index = 0; index < text.length; index += 1) {
      const altered = text.slice(0, index) + (text[index] === 'A' ? 'B' : 'A') + text.slice(index + 1);
      expect(cursors.open('ada', altered)).toBeNull();
    }
  });

  it('T37: takes the same work to reject, however much of it is correct', () => {
    const text = cursors.seal('ada', 7);
    const work = (tried: string): number => {
      calls = 0;
      cursors.open('ada', tried);
      return calls;
    };
    const wrong = [0, 5, 15, 25, 30].map((length) => text.slice(0, length) + 'A'.repeat(text.length - length));
    expect(new Set([text, ...wrong].map(work)).size).toBe(1);
  });
});
