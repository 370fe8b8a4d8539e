import { validate, type ValidationError } from 'class-validator';
import {
  getNullableType,
  type GraphQLInputType,
  type GraphQLResolveInfo,
  isInputObjectType,
  isListType,
} from 'graphql';
import type { ArgsDictionary, ResolverData } from 'type-graphql';
import { badUserInput, type FieldError } from '../errors/gateway-error.js';
import type { GatewayContext } from './context.js';

/**
 * Checks the arguments of a resolver before it runs: the rules on the input classes, and LIMIT_LIST for every list in
 * them. Fails with BAD_USER_INPUT, which names paths and rules and never shows a value.
 */
export async function validateInput(argument: unknown, data: ResolverData<GatewayContext>): Promise<void> {
  checkLists(data.args, data.info, data.context);
  const name = Object.keys(data.args).find((key) => isInputObjectType(getNullableType(argumentType(data.info, key))));
  if (name === undefined || typeof argument !== 'object' || argument === null || Array.isArray(argument)) return;
  const errors = await validate(argument, {
    forbidUnknownValues: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
  });
  if (errors.length > 0) throw refused(errors.flatMap((error) => fieldErrors(error, name)));
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
