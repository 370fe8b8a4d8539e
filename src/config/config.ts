/** The gateway's configuration: contract/operations "Configuration", parsed, checked and frozen. */
export interface Config {
  /** NODE_ENV=production or PLAID_ENV=production. */
  readonly production: boolean;
  readonly host: string;
  /** 0: a free port. */
  readonly port: number;
  /** Where metrics are shown; 0: a free port, null: nowhere. */
  readonly adminPort: number | null;
  /** null: derived from host and the port that was bound. No trailing slash. */
  readonly publicUrl: string | null;
  readonly plaid: {
    readonly env: 'emulator' | 'sandbox' | 'production';
    /** null: the address of the embedded emulator, which is started for it. */
    readonly baseUrl: string | null;
    readonly clientId: string;
    readonly secret: string;
    readonly timeoutMs: number;
    /** Which of Plaid's published limits are kept before Plaid is asked. */
    readonly rateLimits: 'sandbox' | 'production' | 'off';
  };
  /** Defaults for Link sessions. */
  readonly link: { readonly clientName: string; readonly language: string; readonly countryCodes: readonly string[] };
  /** Origins that updateItemWebhook may set; null: the origin of the public URL. */
  readonly webhookAllowedOrigins: readonly string[] | null;
  readonly dataDir: string;
  /** null: the embedded database in dataDir. */
  readonly databaseUrl: string | null;
  readonly databaseLimits: DatabaseLimits;
  /** `known`: an empty database is refused. `new`: any is taken. null: as `known` where the data folder knows an installation. */
  readonly databaseExpect: 'known' | 'new' | null;
  /** null: memory. */
  readonly redisUrl: string | null;
  /** The first seals, all open. null: made in dataDir (development only). */
  readonly vaultKeys: readonly VaultKey[] | null;
  readonly auth: AuthConfig;
  readonly corsOrigins: readonly string[];
  readonly introspection: boolean;
  /** The only documents that run, by the SHA-256 of their text; null: every document runs. */
  readonly trustedDocuments: ReadonlyMap<string, string> | null;
  readonly sandboxPage: boolean;
  readonly webhookRetentionHours: number;
  /** How long nothing is heard of an Item before Plaid is asked about it; 0: never. */
  readonly reconcileAfterMinutes: number;
  readonly logLevel: LogLevel;
  /** null: no traces. */
  readonly tracing: TracingConfig | null;
  /** From the signal to the end of the process; work that does not end in time is cut off. */
  readonly shutdownGraceMs: number;
  /** How long of that it says that it is going while it still serves everything. */
  readonly shutdownAnnounceMs: number;
  readonly limits: Limits;
  readonly emulator: {
    readonly port: number;
    readonly rateLimits: 'sandbox' | 'production' | 'off';
    readonly seed: string | null;
  };
}

/** What one instance asks of PostgreSQL at most; the embedded database needs none of it. */
export interface DatabaseLimits {
  /** Connections. */
  readonly poolSize: number;
  /** How long an operation waits for one before the caller is told to try later. */
  readonly poolWaitMs: number;
  /** The longest that one statement may take. */
  readonly statementTimeoutMs: number;
}

/** Where traces go, by OTLP over HTTP. */
export interface TracingConfig {
  readonly url: string;
  readonly protocol: 'http/protobuf' | 'http/json';
  readonly serviceName: string;
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** One key of the vault's ring: 32 bytes. */
export interface VaultKey {
  readonly id: string;
  readonly key: Buffer;
}

/**
 * How callers sign in. In development mode a request without a token is the user `dev-user`; one with a token is held
 * against `verifier`, and refused when there is none.
 */
export type AuthConfig = { readonly issuer: string | null; readonly audience: string | null } & (
  | { readonly mode: 'development'; readonly verifier: JwtVerifier | null }
  | { readonly mode: 'jwt'; readonly verifier: JwtVerifier }
);

/** An HS256 secret of at least 32 bytes, or the address of a key set. */
export type JwtVerifier = { readonly secret: Buffer } | { readonly jwksUrl: string };

/** contract/operations "Limits". */
export interface Limits {
  readonly bodyBytes: number;
  readonly documentBytes: number;
  readonly tokens: number;
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  readonly cost: number;
  readonly pageSize: number;
  readonly list: number;
  readonly operationsPerMinute: number;
  readonly socketsPerViewer: number;
  readonly subscriptionsPerSocket: number;
  readonly subscribesPerMinute: number;
  readonly messageBytes: number;
  readonly queueEvents: number;
  readonly queueBytes: number;
  readonly stallMs: number;
}
