/**
 * Branded texts: ids, and encrypted secrets. A plain string cannot be passed where one is expected, nor one kind instead of
 * another. The format of ids is not checked, because Plaid may change their length and alphabet.
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
/** The id of the user who owns Items and Link sessions; by default the `sub` claim. */
export type OwnerId = Id<'OwnerId'>;
/** The gateway's own id of a recorded webhook; starts with `we_`. */
export type EventId = Id<'EventId'>;
/** Unix time in milliseconds. */
export type UnixMs = number;

/** Brands a string as an id. Only for strings from a trusted source: the store, Plaid, or a verified access token. */
export function asItemId(value: string): ItemId {
  return value as ItemId;
}

export function asAccountId(value: string): AccountId {
  return value as AccountId;
}

export function asInstitutionId(value: string): InstitutionId {
  return value as InstitutionId;
}

export function asLinkSessionId(value: string): LinkSessionId {
  return value as LinkSessionId;
}

export function asOwnerId(value: string): OwnerId {
  return value as OwnerId;
}

export function asEventId(value: string): EventId {
  return value as EventId;
}

/** Maximum length of an owner id in characters. Owner ids are part of cache keys and database rows. */
export const MAX_OWNER_ID_LENGTH = 255;

/**
 * Parses the id of an owner, from an access token or from an operator. It must be a non-empty string of at most 255
 * characters of well-formed Unicode (in the database, two ids that differ only in a lone surrogate would be equal) without
 * control characters. Returns null for anything else.
 */
export function parseOwnerId(value: unknown): OwnerId | null {
  if (typeof value !== 'string' || value === '' || !value.isWellFormed()) return null;
  if (/\p{Cc}/u.test(value) || Array.from(value).length > MAX_OWNER_ID_LENGTH) return null;
  return asOwnerId(value);
}

/**
 * An encrypted secret (AES-256-GCM), safe to store and pass around. "Sealing" is encrypting in this code base. Only vault/
 * encrypts and decrypts one.
 */
export type Sealed = string & { readonly __sealed: unique symbol };

/** Brands text from a store as encrypted. */
export function asSealed(text: string): Sealed {
  return text as Sealed;
}

/** The one character that a PostgreSQL TEXT cannot hold. */
const NUL = '\0';

/**
 * Whether a database returns the text unchanged: it has no NUL and is well-formed Unicode. A lone surrogate would be
 * stored as U+FFFD, so two different texts could become equal.
 */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes(NUL);
}

/** The ids that can exist in the database. Any other id would cause an error instead of being absent. */
export function storableIds<Id extends string>(ids: readonly Id[]): Id[] {
  return ids.filter(isStorable);
}

/** Makes external text storable: NUL and lone surrogates become U+FFFD, the replacement character. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll(NUL, '\uFFFD');
}
