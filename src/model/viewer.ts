import type { OwnerId } from './ids.js';

/** Every permission that an access token can give. A product has its scope before the gateway has fields that need it. */
export const SCOPES = [
  'items:read',
  'items:write',
  'auth_numbers:read',
  'identity:read',
  'transactions:read',
  'liabilities:read',
  'investments:read',
  'operator',
] as const;
/** A permission in an access token. */
export type Scope = (typeof SCOPES)[number];

/** The authenticated caller of an operation. `id` is the owner of Items and Link sessions. */
export interface Viewer {
  readonly id: OwnerId;
  readonly scopes: ReadonlySet<Scope>;
  /** When the access token expires, Unix ms; null if it does not. */
  readonly expiresAt: number | null;
}
