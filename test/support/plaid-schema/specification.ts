import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** An OpenAPI 3.0 schema as far as the conversion looks into it. */
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

/** The parts of Plaid's OpenAPI file that requests, answers and webhooks are held against. */
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

/** The file is Plaid's, so it is no part of this repository: it lies beside it, or where PLAID_OPENAPI says. */
const BESIDE_THE_REPOSITORY = fileURLToPath(new URL('../../../../shared/plaid/openapi-subset.yml', import.meta.url));

/** Where the specification is, or null when there is none: whatever needs it is then skipped, by name. */
export const specificationPath = (): string | null => {
  const named = process.env.PLAID_OPENAPI ?? '';
  // A file that was named but is not there is a mistake, not a reason to skip.
  if (named !== '') return named;
  return existsSync(BESIDE_THE_REPOSITORY) ? BESIDE_THE_REPOSITORY : null;
};

/** Reads it; throws when the file is not there or is no YAML. */
export const readSpecification = (path: string): Specification => parse(readFileSync(path, 'utf8')) as Specification;
