import { existsSync, readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';

/** The parts of an OpenAPI 3.0 schema that the conversion reads. */
export interface OpenApiSchema {
  $ref?: string;
  type?: string;
  nullable?: boolean;
  enum?: unknown[];
  format?: string;
  minimum?: number;
  pattern?: string;
  allOf?: OpenApiSchema[];
  anyOf?: OpenApiSchema[];
  oneOf?: OpenApiSchema[];
  items?: OpenApiSchema;
  properties?: Record<string, OpenApiSchema>;
  additionalProperties?: boolean | OpenApiSchema;
  [keyword: string]: unknown;
}

/** The parts of Plaid's OpenAPI file that requests, responses and webhooks are validated against. */
export interface Specification {
  paths: Record<
    string,
    {
      post?: {
        requestBody?: { content?: Record<string, { schema: OpenApiSchema }> };
        responses: Record<string, { content?: Record<string, { schema: OpenApiSchema }> }>;
      };
    }
  >;
  components: { schemas: Record<string, OpenApiSchema> };
}

/** Plaid's OpenAPI file is not part of this repository. Its parts are beside it, or where PLAID_OPENAPI says. */
const BESIDE_THE_REPOSITORY = ['openapi-subset.yml', 'openapi-products.yml'].map((name) =>
  fileURLToPath(new URL(`../../../../shared/plaid/${name}`, import.meta.url)),
);

/** The paths of the specification's files, or null without one. Tests that need it are then reported as skipped. */
export function specificationPaths(): readonly string[] | null {
  const named = process.env.PLAID_OPENAPI ?? '';
  // A missing file that was named is a mistake, not a reason to skip.
  if (named !== '') return named.split(delimiter);
  const found = BESIDE_THE_REPOSITORY.filter((path) => existsSync(path));
  return found.length === 0 ? null : found;
}

/** Reads the specification from its files. Throws when one is missing or not YAML, or when two of them contradict each other. */
export function readSpecification(files: readonly string[]): Specification {
  const parts = files.map((file) => parse(readFileSync(file, 'utf8')) as Specification);
  return {
    paths: merge(parts.map(({ paths }) => paths)),
    components: { schemas: merge(parts.map(({ components }) => components.schemas)) },
  };
}

function merge<Value>(records: Record<string, Value>[]): Record<string, Value> {
  const merged: Record<string, Value> = {};
  for (const [name, value] of records.flatMap((record) => Object.entries(record))) {
    if (name in merged && !isDeepStrictEqual(merged[name], value)) throw new Error(`Two specifications of ${name}`);
    merged[name] = value;
  }
  return merged;
}
