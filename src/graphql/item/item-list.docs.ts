/** The manual of the two fields that list Items, `Query.items` and `Viewer.items`, which behave alike. */
export const ITEM_LIST_DOCS = {
  list: 'Your Items in the order they were linked, oldest first, a page at a time. With the scope `operator` too: the Items of every owner, each page on record by name, and of those of others only what tells their state: `ownerId`, `status`, `requiredAction`, `error`, `disconnectTime`, `newAccountsAvailable`, the institution. Everything else of them answers FORBIDDEN. Listing costs no Plaid call; a `status` filter asks Plaid about every Item of yours.',
  first:
    "How many Items to answer at most: 1 up to the operator's page limit (100 unless configured otherwise), else BAD_USER_INPUT.",
  after:
    'Continue behind this cursor. Null: from the beginning. A text that is no cursor of this list answers BAD_USER_INPUT.',
  status: 'Only Items in one of these states. Null: all. An Item that Plaid cannot be asked about counts as UNKNOWN.',
} as const;
