/**
 * Marks a subscription field, among its extensions, that answers how something is and not what happened: a subscriber has no
 * use for being told the same twice in a row.
 */
export const TELLS_STATES = 'tellsStates';
