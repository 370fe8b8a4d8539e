import { Ajv2019 } from 'ajv/dist/2019.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2019.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { nameOf, toJsonSchema } from './json-schema.js';
import { readSpecification, specificationPath } from './specification.js';
import type { OpenApiSchema, Specification } from './specification.js';
import { schemaOfWebhook } from './webhook-schemas.js';

/** Holds what the emulator sends against Plaid's published schemas. Each check answers what is wrong, by field. */
export interface PlaidSchema {
  /** Every path of the specification. */
  readonly paths: readonly string[];
  /** An answer to a POST: a success against the path's schema, everything else against PlaidError. */
  answer(path: string, status: number, body: unknown): string[];
  webhook(body: unknown): string[];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Loopback is what tests have, so any address that parses is a URL. */
const parsesAsUrl = (text: string): boolean => {
  try {
    return new URL(text).protocol !== '';
  } catch {
    return false;
  }
};

/** Fields that the types of the SDK in use have and an older OpenAPI file does not list. */
const newerFields: Record<string, string[]> = {
  BankTransferEvent: ['receiver_details'],
  LastDataAccessTimes: ['contact_info', 'credit_loan_info'],
};

const withNewerFields = (name: string, schema: OpenApiSchema): OpenApiSchema => ({
  ...schema,
  ...(newerFields[name] === undefined
    ? {}
    : { properties: { ...Object.fromEntries(newerFields[name].map((field) => [field, {}])), ...schema.properties } }),
});

/** Both forms of every schema: open as a part of an allOf, closed everywhere else. */
const compileAll = ({ components }: Specification): Ajv2019 => {
  const ajv = new Ajv2019({ allErrors: true, strict: false, validateFormats: true, formats: { ...fullFormats } });
  ajv.addFormat('url', parsesAsUrl);
  for (const [name, published] of Object.entries(components.schemas)) {
    const schema = withNewerFields(name, published);
    ajv.addSchema(toJsonSchema(schema, true), `closed:${name}`);
    ajv.addSchema(toJsonSchema(schema, false), `open:${name}`);
  }
  return ajv;
};

const describe = ({ instancePath, message, params }: ErrorObject): string => {
  const { unevaluatedProperty, allowedValues } = params as { unevaluatedProperty?: string; allowedValues?: string[] };
  const detail = unevaluatedProperty ?? allowedValues?.join(', ');
  return `${instancePath === '' ? '/' : instancePath} ${message ?? 'is wrong'}${detail === undefined ? '' : ` (${detail})`}`;
};

const violations = (validate: ValidateFunction, value: unknown): string[] =>
  validate(value) ? [] : (validate.errors ?? []).map(describe);

/** An error over HTTP is an object with a request_id, and never has the `status` that errors in webhooks have. */
const errorRules = (body: unknown): string[] => {
  if (!isRecord(body)) return ['/ an error must be an object'];
  return [
    ...(typeof body.request_id === 'string' ? [] : ['/ an error over HTTP must have a request_id']),
    ...('status' in body ? ['/ an error over HTTP must not have a status'] : []),
  ];
};

/** Plaid's own example of EVENTS shows an environment that its schema does not list. */
const listed = (name: string, body: Record<string, unknown>): Record<string, unknown> =>
  name === 'LinkEventsWebhook'
    ? Object.fromEntries(Object.entries(body).filter(([field]) => field !== 'environment'))
    : body;

/** An error inside a webhook has no request_id. */
const webhookRules = (body: Record<string, unknown>): string[] =>
  isRecord(body.error) && 'request_id' in body.error ? ['/error an error in a webhook must not have a request_id'] : [];

/** The name of the schema of a success, or undefined when the specification has no such answer. */
const successSchema = (specification: Specification, path: string, status: number): string | undefined => {
  const answer = specification.paths[path]?.post?.responses[String(status)];
  const ref = answer?.content?.['application/json']?.schema.$ref;
  return ref === undefined ? undefined : nameOf(ref);
};

/** Reads the specification; null when it is not there. */
export const createPlaidSchema = (path = specificationPath()): PlaidSchema | null => {
  if (path === null) return null;
  const specification = readSpecification(path);
  const ajv = compileAll(specification);
  const against = (name: string, value: unknown): string[] => {
    const validate = ajv.getSchema(`closed:${name}`);
    return validate === undefined ? [`/ the specification has no schema ${name}`] : violations(validate, value);
  };
  return {
    paths: Object.keys(specification.paths),
    answer: (pathCalled, status, body) => {
      if (status >= 400) return [...against('PlaidError', body), ...errorRules(body)];
      const name = successSchema(specification, pathCalled, status);
      return name === undefined ? [`/ the specification has no ${status} for ${pathCalled}`] : against(name, body);
    },
    webhook: (body) => {
      if (!isRecord(body)) return ['/ a webhook must be an object'];
      const name = schemaOfWebhook(body.webhook_type, body.webhook_code);
      if (name === null) return [];
      if (name === undefined) return ['/ there is no such webhook_type and webhook_code'];
      return [...against(name, listed(name, body)), ...webhookRules(body)];
    },
  };
};
