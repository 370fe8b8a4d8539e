import { nameOf } from './json-schema.js';
import type { OpenApiSchema, Specification } from './specification.js';

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
type JsonObject = Record<string, Json>;

/** A body with every field that a path declares. */
export interface RequestSample {
  path: string;
  body: JsonObject;
  /** Copies of the body with an unknown field in one nested object, and that field's path. */
  invalid: { field: string; body: JsonObject }[];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Resolves references and merges the parts of an allOf. */
function resolve(schema: OpenApiSchema, all: Specification['components']['schemas']): OpenApiSchema {
  if (schema.$ref !== undefined) return resolve(all[nameOf(schema.$ref)] ?? {}, all);
  return (schema.allOf ?? [])
    .map((part) => resolve(part, all))
    .reduce<OpenApiSchema>((whole, part) => {
      const properties = { ...part.properties, ...whole.properties };
      return { ...part, ...whole, ...(Object.keys(properties).length === 0 ? {} : { properties }) };
    }, schema);
}

function textOf(format: string | undefined): string {
  if (format === 'date') return '2026-01-31';
  if (format === 'date-time') return '2026-01-31T12:00:00Z';
  if (format === 'url' || format === 'uri') return 'https://example.com/x';
  return 'x';
}

function sampleOf(given: OpenApiSchema, all: Specification['components']['schemas']): Json {
  const schema = resolve(given, all);
  const word = schema.enum?.find((one) => one !== null);
  // YAML parses some values of string enums as numbers.
  if (word !== undefined) return schema.type === 'string' ? `${word as string | number}` : (word as Json);
  if (schema.properties !== undefined)
    return Object.fromEntries(Object.entries(schema.properties).map(([name, part]) => [name, sampleOf(part, all)]));
  if (schema.type === 'array') return [sampleOf(schema.items ?? {}, all)];
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  if (schema.type === 'boolean') return true;
  return schema.type === 'string' ? textOf(schema.format) : {};
}

function objectsIn(value: Json, field: string): { field: string; object: JsonObject }[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => objectsIn(one, `${field}[${index}]`));
  if (!isObject(value)) return [];
  const inner = Object.entries(value).flatMap(([name, one]) =>
    objectsIn(one, field === '' ? name : `${field}.${name}`),
  );
  return [{ field, object: value }, ...inner];
}

/** The body without the credentials, which are sent in headers. */
function withoutCredentials(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'client_id' && name !== 'secret'));
}

const UNKNOWN_FIELD = 'unknown_field';

/** One sample for each path of the specification that accepts JSON. */
export function requestSamples({ paths, components }: Specification): RequestSample[] {
  return Object.entries(paths).flatMap(([path, { post }]) => {
    const schema = post?.requestBody?.content?.['application/json']?.schema;
    const made = schema === undefined ? {} : sampleOf(schema, components.schemas);
    if (!isObject(made)) return [];
    const body = withoutCredentials(made);
    const invalid = objectsIn(body, '').map(({ field }, index) => {
      const copy = structuredClone(body);
      const target = objectsIn(copy, '')[index];
      if (target !== undefined) target.object[UNKNOWN_FIELD] = true;
      return { field: field === '' ? UNKNOWN_FIELD : `${field}.${UNKNOWN_FIELD}`, body: copy };
    });
    return [{ path, body, invalid }];
  });
}
