import type { OpenApiSchema } from './specification.js';

/** JSON Schema 2019-09, as ajv expects it. */
export type JsonSchema = Record<string, unknown>;

function mapValues<A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

/** Keywords that mean the same in both. */
const SHARED_KEYWORDS = [
  'type',
  'enum',
  'format',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
];

/** `#/components/schemas/Item` as `Item`. */
export function nameOf(ref: string): string {
  return ref.split('/').at(-1) ?? ref;
}

/**
 * Closes objects that list properties. The specification leaves nearly all of them open (`additionalProperties: true`) so
 * that Plaid can add fields, but the emulator must send no field that Plaid does not have, and a misspelt optional field
 * would pass otherwise. Members of an allOf stay open; the combined schema is closed.
 */
function closing(schema: OpenApiSchema, closed: boolean): JsonSchema {
  if (typeof schema.additionalProperties === 'object') return {};
  const listed = schema.properties !== undefined || schema.allOf?.some((part) => part.$ref !== undefined) === true;
  return closed && listed ? { unevaluatedProperties: false } : {};
}

function convertBody(schema: OpenApiSchema, closed: boolean): JsonSchema {
  const nested = (part: OpenApiSchema): JsonSchema => toJsonSchema(part, true);
  const member = (part: OpenApiSchema): JsonSchema => toJsonSchema(part, false);
  return {
    ...Object.fromEntries(
      SHARED_KEYWORDS.filter((word) => schema[word] !== undefined).map((word) => [word, schema[word]]),
    ),
    ...(schema.required === undefined ? {} : { required: schema.required }),
    ...(schema.items === undefined ? {} : { items: nested(schema.items) }),
    ...(schema.properties === undefined ? {} : { properties: mapValues(schema.properties, nested) }),
    ...(typeof schema.additionalProperties === 'object'
      ? { additionalProperties: nested(schema.additionalProperties) }
      : {}),
    ...(schema.allOf === undefined ? {} : { allOf: schema.allOf.map(member) }),
    ...(schema.anyOf === undefined ? {} : { anyOf: schema.anyOf.map(nested) }),
    ...(schema.oneOf === undefined ? {} : { oneOf: schema.oneOf.map(nested) }),
    ...closing(schema, closed),
  };
}

/** Converts OpenAPI 3.0 to JSON Schema. `nullable` becomes an anyOf with null. */
export function toJsonSchema(schema: OpenApiSchema, closed: boolean): JsonSchema {
  // OpenAPI 3.0 ignores the siblings of a $ref.
  if (schema.$ref !== undefined) return { $ref: `${closed ? 'closed' : 'open'}:${nameOf(schema.$ref)}` };
  const body = convertBody(schema, closed);
  return schema.nullable === true ? { anyOf: [body, { type: 'null' }] } : body;
}
