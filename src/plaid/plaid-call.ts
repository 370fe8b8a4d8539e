import type { OwnerId } from '../model/ids.js';
import type { Span } from '../observability/tracing.js';

/** The callers that wait for one piece of work. More may join while it is queued. */
export interface Callers {
  /** At this moment; never empty. */
  ids(): readonly string[];
  /** Reports every caller that joins from now on. */
  onJoin(listener: (id: string) => void): void;
}

/** What every call to Plaid carries of the operation that causes it. */
export interface PlaidCall {
  /** Aborts the call when the client disconnects or the operation times out. */
  signal: AbortSignal;
  /** The gateway's request id, for the log. */
  requestId: string;
  /** Whose share of the rate limits and connections the call uses. Absent for background work. */
  callerId?: OwnerId;
  /** All callers that share the call, including `callerId`. The call is sent when any of them has a share left. */
  callers?: Callers;
  /**
   * Resolves when the audit record of the call is durable. Nothing is sent before, and no access token is decrypted; when it
   * rejects, the call fails with its error. Absent when the call is not audited.
   */
  recorded?: Promise<void>;
  /** Called each time a request is sent, retries included. Feeds x-upstream-calls. */
  onUpstreamCall(path: string): void;
  /** The parent trace span, when the operation is traced. */
  span?: Span | null;
}
