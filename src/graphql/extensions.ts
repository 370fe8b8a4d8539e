/**
 * The extension of a subscription field that reports a state and not what happened. Consecutive results with equal StateKeys
 * are sent only once. Its value is a StateKey.
 */
export const DISTINCT_UNTIL_CHANGED = 'distinctUntilChanged';

/** The recorded state of an event of the field's source, as text. Equal texts mean equal states. */
export type StateKey = (event: unknown) => string;
