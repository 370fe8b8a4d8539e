import type { GraphQLSchema } from 'graphql';

/** Plaid's path, and why the gateway does not call it. */
export declare const NOT_SERVED: readonly (readonly [path: string, why: string])[];
/** Webhook type and code, the GraphQL type of its event, a remark. */
export declare const WEBHOOKS: readonly (readonly [name: string, type: string, remark: string])[];
/** The fields of a schema that name an endpoint, by path. */
export declare function fieldsByPath(schema: GraphQLSchema): Map<string, string[]>;
/** The expected content of docs/plaid-coverage.md. */
export declare function coveragePage(schema: GraphQLSchema, endpoints: readonly object[]): string;
