import type { ItemId } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';

/** Which events of its owner a subscriber wants. null: all. `types`: "ITEM" or "ITEM/ERROR". */
export interface EventFilter {
  itemIds: readonly ItemId[] | null;
  types: readonly string[] | null;
}

/** A name under which subscribers are found by the events they want. */
export type Topic = string;

/** A filter as the tail of the log uses it. */
export interface CompiledFilter {
  /** Every event that is accepted has exactly one of these among its topics. */
  readonly topics: readonly Topic[];
  /** Answers for an event of such a topic what the log answers for the same filter in SQL. */
  accepts(event: RecordedEvent): boolean;
}

const EVERYTHING: Topic = 'everything';

/** Type and code apart, because a type may hold a slash of its own. */
const topicOf = (type: string, code: string | null): Topic => JSON.stringify([type, code]);

/** From the widest to the narrowest. */
export const topicsOf = (event: RecordedEvent): readonly Topic[] => [
  EVERYTHING,
  topicOf(event.webhookType, null),
  topicOf(event.webhookType, event.webhookCode),
];

export function compileFilter({ itemIds, types }: EventFilter): CompiledFilter {
  const wantedItems = itemIds === null ? null : new Set<ItemId | null>(itemIds);
  return {
    topics: types === null ? [EVERYTHING] : topicsIn(types),
    accepts: ({ itemId }) => wantedItems === null || (itemId !== null && wantedItems.has(itemId)),
  };
}

/** A code is left out when its whole type is wanted: an event must not find its subscriber twice. */
function topicsIn(types: readonly string[]): Topic[] {
  const whole = new Set(types.filter((name) => !name.includes('/')));
  const topics = types.map((name) => {
    const [type = '', ...code] = name.split('/');
    return topicOf(type, whole.has(type) ? null : code.join('/'));
  });
  return [...new Set(topics)];
}
