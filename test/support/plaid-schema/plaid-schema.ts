import { Ajv2019 } from 'ajv/dist/2019.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2019.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { nameOf, toJsonSchema } from './json-schema.js';
import { readSpecification, specificationPaths } from './specification.js';
import type { OpenApiSchema, Specification } from './specification.js';
import { schemaOfWebhook } from './webhook-schemas.js';

/** Validates what the emulator sends against Plaid's published schemas. Each check returns the violations by field. */
export interface PlaidSchema {
  /** Every path of the specification. */
  readonly paths: readonly string[];
  /** Validates a response to a POST: a success against the path's schema, an error against PlaidError. */
  answer(path: string, status: number, body: unknown): string[];
  webhook(body: unknown): string[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tests use loopback addresses, so any address that parses is a URL. */
function parsesAsUrl(text: string): boolean {
  try {
    return new URL(text).protocol !== '';
  } catch {
    return false;
  }
}

/** The fields that 1.740.1, the version of the SDK in use, added to older OpenAPI files, by schema. */
const newerFields: Record<string, string[]> = {
  AccountBase: ['apy'],
  BankTransferEvent: ['receiver_details'],
  ItemApplicationListResponse: ['disconnected_applications'],
  LastDataAccessTimes: ['contact_info', 'credit_loan_info'],
  LinkSessionFinishedWebhook: ['session_group_id'],
  LinkSessionSuccessMetadata: ['session_group_id'],
};
/** The fields that it removed. */
const formerFields: Record<string, string[]> = {
  LastDataAccessTimes: ['contact_details', 'credit_and_loans', 'payroll_info', 'transaction_risk_info'],
};
const newerWords: Record<string, string[]> = {
  AccountSubtype: ['charge card', 'commercial line of credit', 'home equity loan', 'installment', 'prediction market'],
  Products: ['cra_qualify', 'cra_home_lending'],
};

/** Updates a schema of the file to 1.740.1. */
function upToDate(name: string, schema: OpenApiSchema): OpenApiSchema {
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
}

/** Compiles both forms of every schema: open as part of an allOf, closed everywhere else. */
function compileAll({ components }: Specification): Ajv2019 {
  const ajv = new Ajv2019({ allErrors: true, strict: false, validateFormats: true, formats: { ...fullFormats } });
  ajv.addFormat('url', parsesAsUrl);
  for (const [name, published] of Object.entries(components.schemas)) {
    const schema = upToDate(name, published);
    ajv.addSchema(toJsonSchema(schema, true), `closed:${name}`);
    ajv.addSchema(toJsonSchema(schema, false), `open:${name}`);
  }
  return ajv;
}

function describe({ instancePath, message, params }: ErrorObject): string {
  const { unevaluatedProperty, allowedValues } = params as { unevaluatedProperty?: string; allowedValues?: string[] };
  const detail = unevaluatedProperty ?? allowedValues?.join(', ');
  return `${instancePath === '' ? '/' : instancePath} ${message ?? 'is wrong'}${detail === undefined ? '' : ` (${detail})`}`;
}

function violations(validate: ValidateFunction, value: unknown): string[] {
  return validate(value) ? [] : (validate.errors ?? []).map(describe);
}

/** An error over HTTP has a request_id and never the `status` of errors in webhooks. */
function errorRules(body: unknown): string[] {
  if (!isRecord(body)) return ['/ an error must be an object'];
  return [
    ...(typeof body.request_id === 'string' ? [] : ['/ an error over HTTP must have a request_id']),
    ...('status' in body ? ['/ an error over HTTP must not have a status'] : []),
  ];
}

/** Plaid's example of EVENTS has an environment that its schema does not list. */
function listed(name: string, body: Record<string, unknown>): Record<string, unknown> {
  return name === 'LinkEventsWebhook'
    ? Object.fromEntries(Object.entries(body).filter(([field]) => field !== 'environment'))
    : body;
}

/** An error inside a webhook has no request_id. */
function webhookRules(body: Record<string, unknown>): string[] {
  return isRecord(body.error) && 'request_id' in body.error
    ? ['/error an error in a webhook must not have a request_id']
    : [];
}

/** The name of the schema of a success, or undefined when the specification has no such response. */
function successSchema(specification: Specification, path: string, status: number): string | undefined {
  const answer = specification.paths[path]?.post?.responses[String(status)];
  const ref = answer?.content?.['application/json']?.schema.$ref;
  return ref === undefined ? undefined : nameOf(ref);
}

/** Loads the specification. Returns null when it is not available. */
export function createPlaidSchema(files = specificationPaths()): PlaidSchema | null {
  if (files === null) return null;
  const specification = readSpecification(files);
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
}
