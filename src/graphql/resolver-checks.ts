import { validate, type ValidationError } from 'class-validator';
import {
  getNullableType,
  GraphQLID,
  type GraphQLInputType,
  type GraphQLResolveInfo,
  isInputObjectType,
  isListType,
  isScalarType,
} from 'graphql';
import type { ArgsDictionary, ResolverData } from 'type-graphql';
import { badUserInput, type FieldError, missingScope } from '../errors/gateway-error.js';
import { isJsonObject } from '../model/json.js';
import type { Scope } from '../model/viewer.js';
import type { GatewayContext } from './context.js';

/* What type-graphql checks before it calls a resolver: the scopes of the viewer, and the arguments. */

/**
 * Lets a field execute whose viewer has every scope that `@Authorized` names. Fails with FORBIDDEN and names the scope.
 * It is an arrow function because type-graphql treats a function with a prototype as a class and constructs it.
 */
export const checkScopes = (
  { context }: Pick<ResolverData<GatewayContext>, 'context'>,
  required: readonly Scope[],
): true => {
  const { scopes } = context.viewer;
  const missing = required.find((scope) => !scopes.has(scope));
  if (missing === undefined) return true;
  throw missingScope(missing);
};

/**
 * Validates the arguments of a resolver before it runs: the rules of the input classes, LIMIT_LIST for every list, and that no
 * text contains control characters. Fails with BAD_USER_INPUT, which contains paths and rules but never a value.
 */
export async function validateInput(
  argument: unknown,
  _type: unknown,
  data: ResolverData<GatewayContext>,
): Promise<void> {
  // type-graphql calls this for every argument of every field, and most are not given.
  if (Object.values(data.args).every((given) => given === null || given === undefined)) return;
  checkLists(data.args, data.info, data.context);
  const broken = await brokenRules(argument, data);
  const reported = new Set(broken.map(({ path }) => path));
  const controlled = controlledTexts(data.args, data.info).filter(({ path }) => !reported.has(path));
  if (broken.length + controlled.length > 0) throw invalidInput([...broken, ...controlled]);
}

async function brokenRules(argument: unknown, data: ResolverData<GatewayContext>): Promise<FieldError[]> {
  const name = Object.keys(data.args).find((key) => isInputObjectType(getNullableType(argumentType(data.info, key))));
  if (name === undefined || !isJsonObject(argument)) return [];
  const errors = await validate(argument, {
    forbidUnknownValues: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
  });
  return errors.flatMap((error) => fieldErrors(error, name));
}

/** Checks LIMIT_LIST for every list in the arguments. type-graphql does not validate arguments of `subscribe`, so subscriptions call it themselves. */
export function checkLists(args: ArgsDictionary, info: GraphQLResolveInfo, context: GatewayContext): void {
  const field = info.parentType.getFields()[info.fieldName];
  const max = context.settings.list;
  const fields = field?.args.flatMap((argument) => longLists(argument.type, args[argument.name], argument.name, max));
  if (fields !== undefined && fields.length > 0) throw invalidInput(fields);
}

function argumentType(info: GraphQLResolveInfo, name: string): GraphQLInputType | undefined {
  return info.parentType.getFields()[info.fieldName]?.args.find((argument) => argument.name === name)?.type;
}

function longLists(type: GraphQLInputType, value: unknown, path: string, max: number): FieldError[] {
  const nullableType = getNullableType(type);
  if (value === null || value === undefined) return [];
  if (isListType(nullableType)) {
    const isTooLong = Array.isArray(value) && value.length > max;
    return isTooLong ? [{ path, rule: `must have at most ${max} entries` }] : [];
  }
  if (!isInputObjectType(nullableType)) return [];
  return Object.values(nullableType.getFields()).flatMap((field) =>
    longLists(field.type, (value as Record<string, unknown>)[field.name], `${path}.${field.name}`, max),
  );
}

/** Control characters, and Unicode's line and paragraph separators. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/** May also contain line breaks and tabs: the configuration of a Sandbox test user is JSON, which may be formatted. */
const IN_LINES = '.overridePassword';
/** The last part of the path of an argument or field that holds ids of the gateway's own records. */
const RECORD_ID = /(^|\.)(ids?|itemIds?|updateItemId|accountIds?|linkSessionId)$/;

/**
 * Finds every string argument with a control character, because most of them are sent to Plaid and shown or logged there.
 * Ids of the gateway's own records are only looked up, so one with a control character is an id that does not exist.
 */
function controlledTexts(args: ArgsDictionary, info: GraphQLResolveInfo): FieldError[] {
  const given = info.parentType.getFields()[info.fieldName]?.args ?? [];
  return given.flatMap(({ name, type }) => controlledIn(type, args[name], name));
}

function controlledIn(type: GraphQLInputType, value: unknown, path: string): FieldError[] {
  const bare = getNullableType(type);
  if (value === null || value === undefined) return [];
  if (isInputObjectType(bare)) {
    return Object.values(bare.getFields()).flatMap((field) =>
      controlledIn(field.type, (value as Record<string, unknown>)[field.name], `${path}.${field.name}`),
    );
  }
  const list = isListType(bare) ? getNullableType(bare.ofType) : bare;
  if (isInputObjectType(list)) return (value as unknown[]).flatMap((entry) => controlledIn(list, entry, path));
  if (list === GraphQLID && RECORD_ID.test(path)) return [];
  const text = path.endsWith(IN_LINES) && typeof value === 'string' ? value.replace(/[\r\n\t]/g, '') : value;
  return isScalarType(list) && hasControl(text) ? [{ path, rule: 'must have no control characters' }] : [];
}

/** Whether a string in the value, or one of its keys, contains a control character, at any depth. */
function hasControl(value: unknown): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one === 'string' && CONTROL.test(one)) return true;
    if (typeof one !== 'object' || one === null) continue;
    for (const [key, part] of Object.entries(one)) open.push(key, part);
  }
  return false;
}

function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const path = `${parent}.${error.property}`;
  const own = Object.values(error.constraints ?? {}).map((message) => ({
    path,
    rule: ruleOf(message, error.property),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, path))];
}

/** class-validator starts its messages with the property name, which is already in the path. */
function ruleOf(message: string, property: string): string {
  return message.replace(`each value in ${property} `, 'each entry ').replace(`${property} `, '');
}

function invalidInput(fields: FieldError[]): Error {
  return badUserInput('The input is invalid. See `fields` for the rules to follow.', fields);
}
