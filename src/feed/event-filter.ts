import type { ItemId } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';

/** Which events of its owner a subscriber wants. null: all. `types`: "ITEM" or "ITEM/ERROR". */
export interface EventFilter {
  itemIds: readonly ItemId[] | null;
  types: readonly string[] | null;
}

/** Answers for an event in memory what the log answers for the same filter in SQL. */
export function createEventFilter({ itemIds, types }: EventFilter): (event: RecordedEvent) => boolean {
  if (itemIds === null && types === null) return () => true;
  const wantedItems = itemIds === null ? null : new Set<ItemId | null>(itemIds);
  const wantedCodes = types === null ? null : codesByType(types);
  return (event) => {
    if (wantedItems !== null && (event.itemId === null || !wantedItems.has(event.itemId))) return false;
    if (wantedCodes === null) return true;
    const codes = wantedCodes.get(event.webhookType);
    return codes === ALL_CODES || codes?.has(event.webhookCode) === true;
  };
}

const ALL_CODES = 'all codes';

/** Type and code apart, because a type may hold a slash of its own. */
function codesByType(types: readonly string[]): Map<string, Set<string> | typeof ALL_CODES> {
  const wanted = new Map<string, Set<string> | typeof ALL_CODES>();
  for (const name of types) {
    const [type = '', ...rest] = name.split('/');
    const codes = wanted.get(type) ?? new Set();
    if (rest.length === 0) wanted.set(type, ALL_CODES);
    else if (codes !== ALL_CODES) wanted.set(type, codes.add(rest.join('/')));
  }
  return wanted;
}
