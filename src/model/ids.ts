/**
 * Branded ids: a plain string cannot be passed where an id is meant, nor one kind of id for another.
 * Plaid may change the length and alphabet of its ids, so nothing here checks their form.
 */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** Plaid's item_id. */
export type ItemId = Id<'ItemId'>;
/** Plaid's account_id, unique within one Item. */
export type AccountId = Id<'AccountId'>;
/** Plaid's institution_id. */
export type InstitutionId = Id<'InstitutionId'>;
/** The gateway's own id of a Link session; starts with `ls_`. */
export type LinkSessionId = Id<'LinkSessionId'>;
/** The `sub` of the person who owns Items and Link sessions. */
export type OwnerId = Id<'OwnerId'>;
/** The gateway's own id of a recorded webhook; starts with `we_`. */
export type EventId = Id<'EventId'>;
/** Unix time in milliseconds. */
export type UnixMs = number;

/** Marks a string that came from a trusted place (the store, Plaid, a verified sign-in) as an id. */
export const asItemId = (value: string): ItemId => value as ItemId;
export const asAccountId = (value: string): AccountId => value as AccountId;
export const asInstitutionId = (value: string): InstitutionId => value as InstitutionId;
export const asLinkSessionId = (value: string): LinkSessionId => value as LinkSessionId;
export const asOwnerId = (value: string): OwnerId => value as OwnerId;
export const asEventId = (value: string): EventId => value as EventId;

/** Longest id of an owner, in characters: it becomes part of keys and rows. */
export const MAX_OWNER_ID_LENGTH = 255;

/**
 * The id of an owner, from a token or from an operator: a non-empty string of at most 255 characters, well-formed Unicode
 * (two ids that differ only in a lone surrogate would be one in the database) and without control characters. null:
 * anything else.
 */
export function parseOwnerId(value: unknown): OwnerId | null {
  if (typeof value !== 'string' || value === '' || !value.isWellFormed()) return null;
  if (/\p{Cc}/u.test(value) || Array.from(value).length > MAX_OWNER_ID_LENGTH) return null;
  return asOwnerId(value);
}
