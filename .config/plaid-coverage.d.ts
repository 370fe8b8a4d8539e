/** Plaid's path, the GraphQL fields that call it, a remark. */
export declare const ENDPOINTS: readonly (readonly [path: string, fields: readonly string[], remark: string])[];
/** Webhook type and code, the GraphQL type of its event, a remark. */
export declare const WEBHOOKS: readonly (readonly [name: string, type: string, remark: string])[];
/** docs/plaid-coverage.md as it should be. */
export declare function coveragePage(): string;
