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

/** What 1.740.1, whose types the SDK in use has, added to an older OpenAPI file, by schema. */
const newerFields: Record<string, string[]> = {
  AccountBase: ['apy'],
  BankTransferEvent: ['receiver_details'],
  ItemApplicationListResponse: ['disconnected_applications'],
  LastDataAccessTimes: ['contact_info', 'credit_loan_info'],
  LinkSessionFinishedWebhook: ['session_group_id'],
  LinkSessionSuccessMetadata: ['session_group_id'],
};
/** What it no longer has. */
const formerFields: Record<string, string[]> = {
  LastDataAccessTimes: ['contact_details', 'credit_and_loans', 'payroll_info', 'transaction_risk_info'],
};
const newerWords: Record<string, string[]> = {
  AccountSubtype: ['charge card', 'commercial line of credit', 'home equity loan', 'installment', 'prediction market'],
  Products: ['cra_qualify', 'cra_home_lending'],
};

/** A schema of the file as it is in 1.740.1. */
const upToDate = (name: string, schema: OpenApiSchema): OpenApiSchema => {
  const former = new Set(formerFields[name]);
  const fields = [
    ...(newerFields[name] ?? []).map((field): [string, OpenApiSchema] => [field, {}]),
    ...Object.entries(schema.properties ?? {}).filter(([field]) => !former.has(field)),
  ];
  const { required, enum: words } = schema;
  return {
    ...schema,
    ...(schema.properties === undefined ? {} : { properties: Object.fromEntries(fields) }),
    ...(Array.isArray(required) ? { required: required.filter((field) => !former.has(String(field))) } : {}),
    ...(words === undefined ? {} : { enum: [...words, ...(newerWords[name] ?? [])] }),
  };
};

/** Both forms of every schema: open as a part of an allOf, closed everywhere else. */
const compileAll = ({ components }: Specification): Ajv2019 => {
  const ajv = new Ajv2019({ allErrors: true, strict: false, validateFormats: true, formats: { ...fullFormats } });
  ajv.addFormat('url', parsesAsUrl);
  for (const [name, published] of Object.entries(components.schemas)) {
    const schema = upToDate(name, published);
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
