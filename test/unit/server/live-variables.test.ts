import { parse } from 'graphql';
import { variablesBelowRoot } from '../../../src/server/subscriptions/root-variables.js';

const below = (text: string, values: Record<string, unknown>) => variablesBelowRoot(parse(text), values);

describe('the variables that an answer to an event can depend on', () => {
  it('are not those that only choose the events', () => {
    const text =
      'subscription ($types: [String!], $after: String) { webhookEvents(types: $types, after: $after) { id } }';
    expect(below(text, { types: ['ITEM'], after: 'x' })).toEqual([]);
  });

  it.each([
    [
      'an argument further down',
      'subscription ($v: Int, $a: String) { events(after: $a) { item { accounts(first: $v) { id } } } }',
    ],
    ['a directive on the root field', 'subscription ($v: Boolean!) { events @include(if: $v) { id } }'],
    ['a directive further down', 'subscription ($v: Boolean!) { events { id @skip(if: $v) } }'],
    ['a fragment', 'subscription ($v: Int) { events { ...F } } fragment F on E { accounts(first: $v) { id } }'],
    [
      'an inline fragment around the root field',
      'subscription ($v: String) { ... on Subscription { events(after: $v) { id } } }',
    ],
    ['both places', 'subscription ($v: String) { events(after: $v) { items(after: $v) { id } } }'],
  ])('are those that stand in %s', (_, text) => {
    expect(below(text, { v: 1, a: 'x' })).toEqual([['v', 1]]);
  });

  it('are told apart from those that are not given at all', () => {
    const text = 'subscription ($v: Int = 3) { events { items(first: $v) { id } } }';
    expect(below(text, {})).toEqual([]);
    expect(below(text, { v: null })).toEqual([['v', null]]);
  });
});
