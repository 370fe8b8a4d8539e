import { behaviours } from '../../support/emulator-coverage/behaviours.js';
import { behavioursExcused, behavioursWithTests, numbersIn } from '../../support/emulator-coverage/test-names.js';

describe('the numbered behaviours of the emulator', () => {
  const shown = behavioursWithTests();
  const excused = behavioursExcused();
  const all = behaviours.map((text, index) => ({ number: index + 1, text }));

  test('are 97', () => {
    expect(behaviours).toHaveLength(97);
  });

  test('each have a test named for them, or a line in docs/emulator.md saying why not', () => {
    expect(all.filter(({ number }) => !shown.has(number) && !excused.has(number))).toEqual([]);
  });

  test('are not excused when they have a test, and no other numbers are used', () => {
    expect([...excused].filter((number) => shown.has(number))).toEqual([]);
    expect([...shown, ...excused].filter((number) => number < 1 || number > behaviours.length)).toEqual([]);
  });

  test('are read from the start of a name only', () => {
    expect(numbersIn('12, 13: an error')).toEqual([12, 13]);
    expect(numbersIn('an error of 12: none')).toEqual([]);
  });
});
