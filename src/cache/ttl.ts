const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * How long each kind of an Item's data may be served without asking Plaid again, in milliseconds. Webhooks invalidate
 * earlier; these bound how stale data gets when a webhook is lost. Every entry is sealed.
 * Live balances and Link sessions are never kept.
 */
export const ITEM_DATA_TTL_MS = {
  /** /item/get. Errors of an Item are learned here when its webhook was lost. */
  item: 5 * MINUTE_MS,
  /** /accounts/get. Plaid itself refreshes these balances about once a day. */
  accounts: 15 * MINUTE_MS,
  /** /auth/get. Numbers change rarely, and AUTH/DEFAULT_UPDATE tells. */
  authNumbers: 15 * MINUTE_MS,
} as const;

/** The same for data that belongs to nobody. */
export const PUBLIC_DATA_TTL_MS = {
  /** /institutions/get_by_id. */
  institution: 24 * HOUR_MS,
} as const;

export type ItemDataKind = keyof typeof ITEM_DATA_TTL_MS;
export type PublicDataKind = keyof typeof PUBLIC_DATA_TTL_MS;
