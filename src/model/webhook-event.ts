import type { EventId, ItemId, LinkSessionId, OwnerId, UnixMs } from './ids.js';
import type { Sealed } from './sealed.js';

/**
 * One verified webhook as recorded for its owner. `seq` orders the log: it becomes visible in order, so a reader that
 * has seen n never finds a smaller number later.
 */
export interface RecordedEvent {
  readonly seq: number;
  readonly id: EventId;
  readonly ownerId: OwnerId;
  readonly webhookType: string;
  readonly webhookCode: string;
  readonly environment: string;
  readonly itemId: ItemId | null;
  readonly linkSessionId: LinkSessionId | null;
  readonly receivedAt: UnixMs;
  /** The webhook's exact JSON body, sealed: it may hold public tokens. */
  readonly sealedBody: Sealed;
}
