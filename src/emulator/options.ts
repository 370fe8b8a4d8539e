/** The Plaid environment to emulate. A token of one environment is not valid in the other. */
export type Environment = 'sandbox' | 'production';

/** Which of Plaid's published tables of rate limits applies. */
export type RateLimitMode = 'sandbox' | 'production' | 'off';

/** Which Link sessions send webhooks and show events: `default` as Plaid does by default, or `all`. */
export type LinkWebhookMode = 'default' | 'all';

/** Options of an emulator; all are optional. */
export interface EmulatorOptions {
  /** Default: the port of the last start with this `dataDir`, so that Hosted Link URLs stay valid; otherwise a free port. 0: a free port. */
  port?: number;
  /** Tried first when `port` is not set; ignored when it is in use. */
  usualPort?: number;
  /** A loopback address; default 127.0.0.1. */
  host?: string;
  /** Where state is stored; in memory when absent. */
  dataDir?: string;
  /** The same seed gives the same ids; random when absent. */
  seed?: string;
  /** Default: the limits of `environment`. */
  rateLimits?: RateLimitMode;
  /** Default `sandbox`. In `production`, tokens are prefixed accordingly and paths below /sandbox/ return SANDBOX_ONLY. */
  environment?: Environment;
  /** Default `default`: only Hosted Link, Multi-Item Link and Layer sessions send webhooks. */
  linkWebhooks?: LinkWebhookMode;
  /** How long /accounts/balance/get takes, in milliseconds; default 100. */
  liveBalanceMs?: number;
  /** The wall clock in milliseconds; default Date.now. */
  now?: () => number;
  log?: (line: object) => void;
}

/** A running emulator. The caller closes it. */
export interface Emulator {
  readonly url: string;
  readonly port: number;
  /** Ends every connection, timer and webhook delivery. Pending work resumes at the next start with the same dataDir. */
  close(): Promise<void>;
}
