import { nameOf } from './json-schema.js';
import type { OpenApiSchema, Specification } from './specification.js';

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
type JsonObject = Record<string, Json>;

/** A body that gives every field a path declares, and where its objects are: `options`, `options.filter[0]`. */
export interface RequestSample {
  path: string;
  body: JsonObject;
  /** The body once more with a field too many in one nested object, and that field's path. */
  spoilt: { field: string; body: JsonObject }[];
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Follows references and joins the parts of an allOf. */
const resolve = (schema: OpenApiSchema, all: Specification['components']['schemas']): OpenApiSchema => {
  if (schema.$ref !== undefined) return resolve(all[nameOf(schema.$ref)] ?? {}, all);
  return (schema.allOf ?? [])
    .map((part) => resolve(part, all))
    .reduce<OpenApiSchema>((whole, part) => {
      const properties = { ...part.properties, ...whole.properties };
      return { ...part, ...whole, ...(Object.keys(properties).length === 0 ? {} : { properties }) };
    }, schema);
};

const textOf = (format: string | undefined): string => {
  if (format === 'date') return '2026-01-31';
  if (format === 'date-time') return '2026-01-31T12:00:00Z';
  if (format === 'url' || format === 'uri') return 'https://example.com/x';
  return 'x';
};

const sampleOf = (given: OpenApiSchema, all: Specification['components']['schemas']): Json => {
  const schema = resolve(given, all);
  const word = schema.enum?.find((one) => one !== null);
  // YAML reads some words of string enums as numbers.
  if (word !== undefined) return schema.type === 'string' ? `${word as string | number}` : (word as Json);
  if (schema.properties !== undefined)
    return Object.fromEntries(Object.entries(schema.properties).map(([name, part]) => [name, sampleOf(part, all)]));
  if (schema.type === 'array') return [sampleOf(schema.items ?? {}, all)];
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  if (schema.type === 'boolean') return true;
  return schema.type === 'string' ? textOf(schema.format) : {};
};

const objectsIn = (value: Json, field: string): { field: string; object: JsonObject }[] => {
  if (Array.isArray(value)) return value.flatMap((one, index) => objectsIn(one, `${field}[${index}]`));
  if (!isObject(value)) return [];
  const inner = Object.entries(value).flatMap(([name, one]) =>
    objectsIn(one, field === '' ? name : `${field}.${name}`),
  );
  return [{ field, object: value }, ...inner];
};

/** Everything but the credentials, which travel in headers here. */
const withoutCredentials = (body: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'client_id' && name !== 'secret'));

const STRANGER = 'declared_nowhere';

/** One sample per path of the specification that takes JSON. */
export const requestSamples = ({ paths, components }: Specification): RequestSample[] =>
  Object.entries(paths).flatMap(([path, { post }]) => {
    const schema = post?.requestBody?.content?.['application/json']?.schema;
    const made = schema === undefined ? {} : sampleOf(schema, components.schemas);
    if (!isObject(made)) return [];
    const body = withoutCredentials(made);
    const spoilt = objectsIn(body, '').map(({ field }, index) => {
      const copy = structuredClone(body);
      const target = objectsIn(copy, '')[index];
      if (target !== undefined) target.object[STRANGER] = true;
      return { field: field === '' ? STRANGER : `${field}.${STRANGER}`, body: copy };
    });
    return [{ path, body, spoilt }];
  });
