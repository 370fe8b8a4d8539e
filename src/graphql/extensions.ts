/**
 * The extension of a subscription field that answers how something is and not what happened: a subscriber has no use for
 * being told the same twice in a row. It is a StateOf.
 */
export const DISTINCT_UNTIL_CHANGED = 'tellsStates';

/** The recorded state that an event of the field's source tells of, as text: equal texts, equal states. */
export type StateKey = (event: unknown) => string;
