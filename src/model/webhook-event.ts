import type { EventId, ItemId, LinkSessionId, OwnerId, Sealed, UnixMs } from './ids.js';

/**
 * A verified webhook, recorded for its owner. `seq` is the order of the log. Numbers become visible in order: a reader that
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
  /** The exact JSON body of the webhook, encrypted because it may contain public tokens. */
  readonly sealedBody: Sealed;
}
