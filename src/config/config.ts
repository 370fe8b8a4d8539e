/** The configuration is wrong. `problems` names each variable and the rule it breaks, never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    readonly problems: readonly string[],
    options?: ErrorOptions,
  ) {
    super(['The configuration is wrong:', ...problems.map((problem) => `  - ${problem}`)].join('\n'), options);
  }
}

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
  readonly link: LinkConfig;
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
  /** Origins that pages may call from; one that ends in `:*` stands for every port of its host. */
  readonly corsOrigins: readonly string[];
  readonly introspection: boolean;
  /** The only documents that run, by the SHA-256 of their text; null: every document runs. */
  readonly trustedDocuments: ReadonlyMap<string, string> | null;
  readonly playground: boolean;
  readonly webhookRetentionHours: number;
  /** How long nothing is heard of an Item before Plaid is asked about it; 0: never. */
  readonly reconcileAfterMinutes: number;
  readonly logLevel: LogLevel;
  /** null: no traces. */
  readonly tracing: TracingConfig | null;
  /** From the signal to the end of the process; work that does not end in time is cut off. */
  readonly shutdownGraceMs: number;
  /** How long of that it says that it is going while it still serves everything. */
  readonly shutdownDelayMs: number;
  readonly limits: Limits;
  readonly emulator: {
    /** null: the emulator's usual port, or a free one where that is taken. */
    readonly port: number | null;
    readonly rateLimits: 'sandbox' | 'production' | 'off';
    readonly linkWebhooks: 'default' | 'all';
    readonly seed: string | null;
  };
}

/** Defaults for Link sessions, and what of them callers may choose. */
export interface LinkConfig {
  readonly clientName: string;
  readonly language: string;
  readonly countryCodes: readonly string[];
  /** LINK_ALLOWED_REDIRECT_ORIGINS: origins (`https://app.example.com`) and app schemes (`myapp:`); null: every localhost address and app scheme. */
  readonly allowedRedirectOrigins: readonly string[] | null;
  /** LINK_ALLOW_CLIENT_NAME: callers may replace `clientName`. */
  readonly allowClientName: boolean;
  /** LINK_ALLOW_SMS: callers may have Plaid send Hosted Link by SMS. */
  readonly allowSms: boolean;
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

/** What is read from a token, and what it is checked against. */
export interface TokenRules {
  readonly issuer: string | null;
  readonly audience: string | null;
  /** The claim that names the owner; left out: `sub`. */
  readonly ownerClaim?: string;
  /** The claim that holds the scopes; null or left out: the first present of `scope`, `scopes`, `scp`, `permissions`. */
  readonly scopesClaim?: string | null;
}

/**
 * How callers sign in. In development mode a request without a token is the user `dev-user`; one with a token is held
 * against `verifier`, and refused when there is none.
 */
export type AuthConfig = TokenRules &
  (
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
  /** Sockets and streams in all. */
  readonly connections: number;
  /** Subscriptions in all. No setting of its own: what the heap holds, or LIMIT_CONNECTIONS if that is more. */
  readonly subscriptions: number;
  readonly subscriptionsPerSocket: number;
  readonly subscribesPerMinute: number;
  readonly messageBytes: number;
  readonly queueEvents: number;
  readonly queueBytes: number;
  readonly stallMs: number;
  /** Hosted Link sessions that Plaid sends by SMS or e-mail in any 24 hours: for one user, and to one number or address. */
  readonly linkDeliveriesPerUser: number;
  readonly linkDeliveriesPerRecipient: number;
}
