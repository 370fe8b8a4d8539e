import type { ItemId, LinkSessionId, OwnerId, UnixMs } from '../../model/ids.js';
import type { OwnedItem } from '../../model/item.js';
import type { OwnedLinkSession } from '../../model/link-session.js';
import type { Sealed } from '../../model/sealed.js';
import type { Page, PageRequest } from './page.js';

export interface NewLinkSession {
  id: LinkSessionId;
  ownerId: OwnerId;
  sealedLinkToken: Sealed;
  /** Keyed hash of the link token, by which webhooks find the session. */
  linkTokenFingerprint: string;
  sealedHostedLinkUrl: Sealed | null;
  createdAt: UnixMs;
  expiresAt: UnixMs;
  updateItemId: ItemId | null;
}

export interface LinkSessionRecords {
  insert(session: NewLinkSession): Promise<OwnedLinkSession>;
  findOwned(ownerId: OwnerId, ids: readonly LinkSessionId[]): Promise<Map<LinkSessionId, OwnedLinkSession>>;
  /** Newest first. */
  list(ownerId: OwnerId, page: PageRequest): Promise<Page<OwnedLinkSession>>;
  /**
   * Moves the session forward: CREATED < STARTED < EXITED < SUCCEEDED; a late or repeated message never moves it back.
   * Returns the session as it is afterwards.
   */
  advance(session: OwnedLinkSession, status: OwnedLinkSession['recordedStatus']): Promise<OwnedLinkSession>;
  /** When the newest update-mode session of the Item that succeeded was begun, Unix ms; null: there is none. */
  lastUpdateBegunAt(item: OwnedItem): Promise<UnixMs | null>;
}
