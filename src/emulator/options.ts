/** Where an emulator pretends to be; a token of one is nothing in the other. */
export type Environment = 'sandbox' | 'production';

/** Which of Plaid's published tables of rate limits applies. */
export type RateLimitMode = 'sandbox' | 'production' | 'off';

/** Of which Link sessions webhooks and events tell: `default` as Plaid does by default, `all` as when it has enabled them. */
export type LinkWebhookMode = 'default' | 'all';

/** How an emulator is started; nothing is needed. */
export interface EmulatorOptions {
  /** By default, and with 0, a free port; with a dataDir the one of the last start, so that Hosted Link URLs stay good. */
  port?: number;
  /** Without `port`: this one when it is free, otherwise as if it were not named. */
  usualPort?: number;
  /** Loopback only; default 127.0.0.1. */
  host?: string;
  /** Where state rests; memory only when absent. */
  dataDir?: string;
  /** The same seed gives the same ids and names; random when absent. */
  seed?: string;
  /** Default: the table of the environment. */
  rateLimits?: RateLimitMode;
  /** Default `sandbox`. In `production`, tokens say so, and paths below /sandbox/ answer SANDBOX_ONLY. */
  environment?: Environment;
  /** Default `default`: sessions outside Hosted Link, Multi-Item Link and Layer send no webhook and show no events. */
  linkWebhooks?: LinkWebhookMode;
  /** How long /accounts/balance/get takes; default 100. */
  liveBalanceMs?: number;
  /** The wall clock in milliseconds; default Date.now. */
  now?: () => number;
  log?: (line: object) => void;
}

/** A running emulator; whoever started it closes it. */
export interface Emulator {
  readonly url: string;
  readonly port: number;
  /** Ends every connection, timer and delivery under way. What is pending goes on at the next start with the same dataDir. */
  close(): Promise<void>;
}
