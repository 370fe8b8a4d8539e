import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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

/** Plaid's OpenAPI file is not part of this repository. It is beside it, or where PLAID_OPENAPI says. */
const BESIDE_THE_REPOSITORY = fileURLToPath(new URL('../../../../shared/plaid/openapi-subset.yml', import.meta.url));

/** The path of the specification, or null without one. Tests that need it are then reported as skipped. */
export function specificationPath(): string | null {
  const named = process.env.PLAID_OPENAPI ?? '';
  // A missing file that was named is a mistake, not a reason to skip.
  if (named !== '') return named;
  return existsSync(BESIDE_THE_REPOSITORY) ? BESIDE_THE_REPOSITORY : null;
}

/** Reads the specification. Throws when the file is missing or is not YAML. */
export function readSpecification(path: string): Specification {
  return parse(readFileSync(path, 'utf8')) as Specification;
}
