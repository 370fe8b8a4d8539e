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

/** The gateway's configuration, parsed, validated and frozen. docs/configuration.md describes every setting. */
export interface Config {
  /** NODE_ENV=production or PLAID_ENV=production. */
  readonly production: boolean;
  readonly host: string;
  /** 0: a free port. */
  readonly port: number;
  /** The port that serves metrics. 0: a free port. null: no metrics. */
  readonly adminPort: number | null;
  /** null: derived from `host` and the port that is listened on. No trailing slash. */
  readonly publicUrl: string | null;
  readonly plaid: {
    readonly env: 'emulator' | 'sandbox' | 'production';
    /** null: the address of the embedded emulator, which is then started. */
    readonly baseUrl: string | null;
    readonly clientId: string;
    readonly secret: string;
    readonly timeoutMs: number;
    /** Which of Plaid's published rate limits the gateway enforces before it calls Plaid. */
    readonly rateLimits: 'sandbox' | 'production' | 'off';
  };
  readonly link: LinkConfig;
  /** Origins that updateItemWebhook may set; null: the origin of the public URL. */
  readonly webhookAllowedOrigins: readonly string[] | null;
  readonly dataDir: string;
  /** null: the embedded database in dataDir. */
  readonly databaseUrl: string | null;
  readonly databaseLimits: DatabaseLimits;
  /** `known`: an empty database is refused. `new`: any database is accepted. null: like `known` if the data folder contains an installation id. */
  readonly databaseExpect: 'known' | 'new' | null;
  /** null: memory. */
  readonly redisUrl: string | null;
  /** The first key encrypts, every key decrypts. null: a key is generated in dataDir (development only). */
  readonly vaultKeys: readonly VaultKey[] | null;
  readonly auth: AuthConfig;
  /** Origins whose pages may call the gateway. An entry that ends in `:*` allows every port of its host. */
  readonly corsOrigins: readonly string[];
  readonly introspection: boolean;
  /** The only documents that may run, by the SHA-256 of their text; null: every document may run. */
  readonly trustedDocuments: ReadonlyMap<string, string> | null;
  readonly playground: boolean;
  readonly webhookRetentionHours: number;
  /** How long an Item may receive no webhook before the gateway calls /item/get for it; 0: never. */
  readonly reconcileAfterMinutes: number;
  readonly logLevel: LogLevel;
  /** null: no traces. */
  readonly tracing: TracingConfig | null;
  /** The time from the signal to the end of the process. Work that does not finish in time is aborted. */
  readonly shutdownGraceMs: number;
  /** The part of the grace time in which readiness returns 503 and every request is still served. */
  readonly shutdownDelayMs: number;
  readonly limits: Limits;
  readonly emulator: {
    /** null: the emulator's usual port, or a free one if that is taken. */
    readonly port: number | null;
    readonly rateLimits: 'sandbox' | 'production' | 'off';
    readonly linkWebhooks: 'default' | 'all';
    readonly seed: string | null;
  };
}

/** Defaults for Link sessions, and which of them callers may override. */
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

/** Limits for PostgreSQL, per instance. The embedded database does not use them. */
export interface DatabaseLimits {
  /** The most connections. */
  readonly poolSize: number;
  /** How long an operation waits for a connection before it fails with a retryable error. */
  readonly poolWaitMs: number;
  /** The longest time that one statement may take. */
  readonly statementTimeoutMs: number;
}

/** Where traces are sent, with OTLP over HTTP. */
export interface TracingConfig {
  readonly url: string;
  readonly protocol: 'http/protobuf' | 'http/json';
  readonly serviceName: string;
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** One key of the vault's key ring: 32 bytes. */
export interface VaultKey {
  readonly id: string;
  readonly key: Buffer;
}

/** Which claims are read from a token, and the values that they must have. */
export interface TokenRules {
  readonly issuer: string | null;
  readonly audience: string | null;
  /** The claim that identifies the owner. Default: `sub`. */
  readonly ownerClaim?: string;
  /** The claim that holds the scopes. Default, or null: the first of `scope`, `scopes`, `scp`, `permissions` that is present. */
  readonly scopesClaim?: string | null;
}

/**
 * How callers authenticate. In development mode a request without a token acts as the user `dev-user`. A token is verified with
 * `verifier` or, if that is null, with the key of `npm run token`.
 */
export type AuthConfig = TokenRules &
  (
    | { readonly mode: 'development'; readonly verifier: JwtVerifier | null }
    | { readonly mode: 'jwt'; readonly verifier: JwtVerifier }
  );

/** An HS256 secret of at least 32 bytes, or the address of a JSON Web Key Set. */
export type JwtVerifier = { readonly secret: Buffer } | { readonly jwksUrl: string };

/** docs/configuration.md, "Limits". */
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
  /** Sockets and streams in total. */
  readonly connections: number;
  /** Subscriptions in total. Has no setting: as many as the heap can hold, or LIMIT_CONNECTIONS if that is more. */
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
