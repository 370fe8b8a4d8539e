import type { OwnerId } from './ids.js';

export const SCOPES = ['items:read', 'items:write', 'auth_numbers:read', 'operator'] as const;
/** What a caller may do; contract/operations "Who may do what". */
export type Scope = (typeof SCOPES)[number];

/** The signed-in caller of one operation. `id` owns Items and Link sessions. */
export interface Viewer {
  readonly id: OwnerId;
  readonly scopes: ReadonlySet<Scope>;
  /** When the sign-in ends, Unix ms; null when it does not. */
  readonly expiresAt: number | null;
}
