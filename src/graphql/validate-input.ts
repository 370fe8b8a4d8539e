import { validate, type ValidationError } from 'class-validator';
import {
  getNullableType,
  type GraphQLInputType,
  type GraphQLResolveInfo,
  isInputObjectType,
  isListType,
  isScalarType,
} from 'graphql';
import type { ArgsDictionary, ResolverData } from 'type-graphql';
import { badUserInput, type FieldError } from '../errors/gateway-error.js';
import type { GatewayContext } from './context.js';

/**
 * Checks the arguments of a resolver before it runs: the rules on the input classes, LIMIT_LIST for every list in them, and
 * that no text holds control characters. Fails with BAD_USER_INPUT, which names paths and rules and never shows a value.
 */
export async function validateInput(argument: unknown, data: ResolverData<GatewayContext>): Promise<void> {
  checkLists(data.args, data.info, data.context);
  const broken = await brokenRules(argument, data);
  const told = new Set(broken.map(({ path }) => path));
  const controlled = controlledTexts(data.args, data.info).filter(({ path }) => !told.has(path));
  if (broken.length + controlled.length > 0) throw refused([...broken, ...controlled]);
}

async function brokenRules(argument: unknown, data: ResolverData<GatewayContext>): Promise<FieldError[]> {
  const name = Object.keys(data.args).find((key) => isInputObjectType(getNullableType(argumentType(data.info, key))));
  if (name === undefined || typeof argument !== 'object' || argument === null || Array.isArray(argument)) return [];
  const errors = await validate(argument, {
    forbidUnknownValues: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
  });
  return errors.flatMap((error) => fieldErrors(error, name));
}

/** LIMIT_LIST for every list among the arguments; used alone where type-graphql runs no validation, at subscribe. */
export function checkLists(args: ArgsDictionary, info: GraphQLResolveInfo, context: GatewayContext): void {
  const field = info.parentType.getFields()[info.fieldName];
  const max = context.settings.list;
  const fields = field?.args.flatMap((argument) => longLists(argument.type, args[argument.name], argument.name, max));
  if (fields !== undefined && fields.length > 0) throw refused(fields);
}

function argumentType(info: GraphQLResolveInfo, name: string): GraphQLInputType | undefined {
  return info.parentType.getFields()[info.fieldName]?.args.find((argument) => argument.name === name)?.type;
}

function longLists(type: GraphQLInputType, value: unknown, path: string, max: number): FieldError[] {
  const bare = getNullableType(type);
  if (value === null || value === undefined) return [];
  if (isListType(bare)) {
    const isTooLong = Array.isArray(value) && value.length > max;
    return isTooLong ? [{ path, rule: `must have at most ${max} entries` }] : [];
  }
  if (!isInputObjectType(bare)) return [];
  return Object.values(bare.getFields()).flatMap((field) =>
    longLists(field.type, (value as Record<string, unknown>)[field.name], `${path}.${field.name}`, max),
  );
}

/** Control characters, and the separators of lines and paragraphs that Unicode counts as spaces. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
/** May hold line breaks and tabs too: the settings of a test person are JSON, which may be laid out in lines. */
const IN_LINES = '.overridePassword';

/**
 * Every text of the arguments with a control character, because most of them go to Plaid and are shown or logged there.
 * An id that stands alone as an argument is only looked up.
 */
function controlledTexts(args: ArgsDictionary, info: GraphQLResolveInfo): FieldError[] {
  const given = info.parentType.getFields()[info.fieldName]?.args ?? [];
  const texts = given.filter(({ type }) => String(getNullableType(type)) !== 'ID');
  return texts.flatMap(({ name, type }) => controlledIn(type, args[name], name));
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
  const text = path.endsWith(IN_LINES) && typeof value === 'string' ? value.replace(/[\r\n\t]/g, '') : value;
  return isScalarType(list) && hasControl(text) ? [{ path, rule: 'must have no control characters' }] : [];
}

/** True when a text in the value, or a key of it, has a control character. The value may be nested to any depth. */
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

/** class-validator begins its messages with the property, which the path says already. */
function ruleOf(message: string, property: string): string {
  return message.replace(`each value in ${property} `, 'each entry ').replace(`${property} `, '');
}

function refused(fields: FieldError[]): Error {
  return badUserInput('The input breaks a rule; `fields` says which and where.', fields);
}
