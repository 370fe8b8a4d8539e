/** The manual of the two lists of events, `Query.webhookEvents` and `Item.webhookEvents`, which behave alike. */
export const EVENT_LIST_DOCS = {
  first:
    "How many events to answer at most: 1 up to the operator's page limit (100 unless configured otherwise), else BAD_USER_INPUT.",
  after:
    'Continue behind this cursor: the `cursor` of an event, from here or from the subscription. Null: from the oldest that is kept. CURSOR_EXPIRED when events behind it are no longer kept; BAD_USER_INPUT when it is no cursor of this log.',
  types: 'Only these webhook types ("ITEM") or types with their code ("ITEM/ERROR"). Null: all.',
} as const;
