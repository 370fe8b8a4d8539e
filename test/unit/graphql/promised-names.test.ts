import {
  astFromValue,
  findBreakingChanges,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  print,
} from 'graphql';
import { buildGatewaySchema } from '../../../src/graphql/schema.js';
import { PROMISED_NAMES } from '../../support/promised-names.js';
import { promisedSchema } from '../../support/promised-schema.js';

const withDefault = (input: GraphQLArgument | GraphQLInputField): string => {
  const value = input.defaultValue === undefined ? null : astFromValue(input.defaultValue, input.type);
  return `${input.name}: ${String(input.type)}${value ? ` = ${print(value)}` : ''}`;
};

const byName = (left: { name: string }, right: { name: string }): number => (left.name < right.name ? -1 : 1);

function fieldLine(type: string, field: GraphQLField<unknown, unknown>): string {
  const args = [...field.args].sort(byName).map(withDefault).join(', ');
  return `${type}.${field.name}${args && `(${args})`}: ${String(field.type)}`;
}

function linesOf(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) {
    const values = type.getValues().map((value) => value.name);
    return [`${type.name} = ${values.sort().join(' ')}`];
  }
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((field) => `${type.name}.${withDefault(field)}`);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  const interfaces = type.getInterfaces().map((name) => `${type.name} is ${name.name}`);
  return [...interfaces, ...Object.values(type.getFields()).map((field) => fieldLine(type.name, field))];
}

describe('the schema', () => {
  it('has every promised name, argument, default and nullability', async () => {
    const schema = await buildGatewaySchema();
    const lines = new Set(Object.values(schema.getTypeMap()).flatMap(linesOf));
    expect(PROMISED_NAMES.filter((promise) => !lines.has(promise))).toEqual([]);
  });

  it('has no breaking change against the promised schema', async () => {
    const promised = promisedSchema(PROMISED_NAMES);
    expect(findBreakingChanges(promised, await buildGatewaySchema())).toEqual([]);
    // The check notices a removed field.
    const without = promisedSchema(PROMISED_NAMES.filter((line) => line !== 'Item.webhook: URL'));
    expect(findBreakingChanges(promised, without)).toMatchObject([{ type: 'FIELD_REMOVED' }]);
  });

  it('T4: has no field named like a credential (information disclosure)', async () => {
    const schema = await buildGatewaySchema();
    const names = Object.values(schema.getTypeMap())
      .flatMap(linesOf)
      .map((line) => /^\w+\.(\w+)/.exec(line)?.[1] ?? '');
    const suspicious = names.filter((name) => /access_?token|secret|client_?id/i.test(name));
    expect(suspicious).toEqual(['rotateAccessToken']);
  });
});
