import { isJsonObject, parseJsonObject } from '../../../src/model/json.js';

it('parses a JSON object', () => {
  expect(parseJsonObject('{"a":1}')).toEqual({ a: 1 });
});

it.each(['', '{', '[1]', '"text"', 'null', '1'])('returns null for %j, which is not a JSON object', (text) => {
  expect(parseJsonObject(text)).toBeNull();
});

it.each([[[]], [null], ['text'], [undefined]])('does not accept %j as an object', (value) => {
  expect(isJsonObject(value)).toBe(false);
});
