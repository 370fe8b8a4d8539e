import type { ItemId } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';

/** Which of its owner's events a subscriber wants. null: all. `types`: "ITEM" or "ITEM/ERROR". */
export interface EventFilter {
  itemIds: readonly ItemId[] | null;
  types: readonly string[] | null;
}

/** The key under which the subscribers to an event are found. */
export type Topic = string;

/** A filter in the form that the log tail uses. */
export interface CompiledFilter {
  /** Exactly one of these is among the topics of every event that the filter accepts. */
  readonly topics: readonly Topic[];
  /** For an event with one of these topics: the same result as the filter gives in SQL. */
  accepts(event: RecordedEvent): boolean;
}

const EVERYTHING: Topic = 'everything';

/** Type and code are separate values because a type may itself contain a slash. */
function topicOf(type: string, code: string | null): Topic {
  return JSON.stringify([type, code]);
}

/** From the widest to the narrowest. */
export function topicsOf(event: RecordedEvent): readonly Topic[] {
  return [EVERYTHING, topicOf(event.webhookType, null), topicOf(event.webhookType, event.webhookCode)];
}

export function compileFilter({ itemIds, types }: EventFilter): CompiledFilter {
  const wantedItems = itemIds === null ? null : new Set<ItemId | null>(itemIds);
  return {
    topics: types === null ? [EVERYTHING] : topicsIn(types),
    accepts: ({ itemId }) => wantedItems === null || (itemId !== null && wantedItems.has(itemId)),
  };
}

/** A code is omitted when its whole type is selected, so that an event does not find its subscriber twice. */
function topicsIn(types: readonly string[]): Topic[] {
  const wholeTypes = new Set(types.filter((name) => !name.includes('/')));
  const topics = types.map((name) => {
    const [type = '', ...code] = name.split('/');
    return topicOf(type, wholeTypes.has(type) ? null : code.join('/'));
  });
  return [...new Set(topics)];
}
