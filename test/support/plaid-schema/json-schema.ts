import type { OpenApiSchema } from './specification.js';

/** JSON Schema 2019-09, as ajv takes it. */
export type JsonSchema = Record<string, unknown>;

const mapValues = <A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

/** Words that mean the same in both languages. */
const SAME = ['type', 'enum', 'format', 'pattern', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems'];

/** `#/components/schemas/Item` as `Item`. */
export const nameOf = (ref: string): string => ref.split('/').at(-1) ?? ref;

/**
 * An object that the specification leaves open (`additionalProperties: true` is on nearly all of them, so that Plaid
 * may add fields) is closed here when it lists properties: the emulator has no reason to send a field Plaid does not
 * have, and a misspelt optional field would otherwise pass. Members of an allOf stay open, the whole is closed.
 */
const closing = (schema: OpenApiSchema, closed: boolean): JsonSchema => {
  if (typeof schema.additionalProperties === 'object') return {};
  const listed = schema.properties !== undefined || schema.allOf?.some((part) => part.$ref !== undefined) === true;
  return closed && listed ? { unevaluatedProperties: false } : {};
};

const convertBody = (schema: OpenApiSchema, closed: boolean): JsonSchema => {
  const nested = (part: OpenApiSchema): JsonSchema => toJsonSchema(part, true);
  const member = (part: OpenApiSchema): JsonSchema => toJsonSchema(part, false);
  return {
    ...Object.fromEntries(SAME.filter((word) => schema[word] !== undefined).map((word) => [word, schema[word]])),
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
};

/** Turns OpenAPI 3.0 into JSON Schema: `nullable` becomes a choice with null, whatever it stands beside. */
export const toJsonSchema = (schema: OpenApiSchema, closed: boolean): JsonSchema => {
  // OpenAPI 3.0 ignores everything beside a $ref.
  if (schema.$ref !== undefined) return { $ref: `${closed ? 'closed' : 'open'}:${nameOf(schema.$ref)}` };
  const body = convertBody(schema, closed);
  return schema.nullable === true ? { anyOf: [body, { type: 'null' }] } : body;
};
