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
import { isJsonObject } from '../model/json.js';
import type { GatewayContext } from './context.js';

/**
 * Validates the arguments of a resolver before it runs: the rules of the input classes, and LIMIT_LIST for every list.
 * Fails with BAD_USER_INPUT, which contains paths and rules but never a value.
 */
export async function validateInput(argument: unknown, data: ResolverData<GatewayContext>): Promise<void> {
  checkLists(data.args, data.info, data.context);
  const name = Object.keys(data.args).find((key) => isInputObjectType(getNullableType(argumentType(data.info, key))));
  if (name === undefined || !isJsonObject(argument)) return;
  const errors = await validate(argument, {
    forbidUnknownValues: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
  });
  if (errors.length > 0) throw invalidInput(errors.flatMap((error) => fieldErrors(error, name)));
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
