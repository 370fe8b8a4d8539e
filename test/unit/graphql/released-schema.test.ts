import { readFileSync } from 'node:fs';
import {
  astFromValue,
  buildSchema,
  DangerousChangeType,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLInputField,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  print,
} from 'graphql';
import { buildGatewaySchema } from '../../../src/graphql/schema.js';

const text = readFileSync('schema/released.graphql', 'utf8');
const released = buildSchema(text);
const schema = await buildGatewaySchema();

/** What breaks clients of the first schema in the second: names, arguments, types, nullability and defaults. */
function breakingChanges(before: GraphQLSchema, after: GraphQLSchema): string[] {
  const defaults = findDangerousChanges(before, after).filter(
    ({ type }) => type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE,
  );
  const changes = [...findBreakingChanges(before, after), ...defaults].map(({ description }) => description);
  return [...changes, ...changedInputDefaults(before, after)];
}

/** graphql-js compares the defaults of arguments, but not those of input fields. */
function changedInputDefaults(before: GraphQLSchema, after: GraphQLSchema): string[] {
  const defaultsIn = new Set(inputFieldsOf(after).map(([name, field]) => withDefault(name, field)));
  return inputFieldsOf(before)
    .map(([name, field]) => withDefault(name, field))
    .filter((line) => line.includes(' = ') && !defaultsIn.has(line));
}

function inputFieldsOf(of: GraphQLSchema): [string, GraphQLInputField][] {
  return Object.values(of.getTypeMap())
    .filter(isInputObjectType)
    .flatMap((type) => Object.values(type.getFields()).map((field): [string, GraphQLInputField] => [type.name, field]));
}

function withDefault(type: string, field: GraphQLInputField): string {
  const value = field.defaultValue === undefined ? null : astFromValue(field.defaultValue, field.type);
  return `${type}.${field.name}: ${String(field.type)}${value ? ` = ${print(value)}` : ''}`;
}

describe('the schema', () => {
  it('breaks no client of the released schema', () => {
    expect(breakingChanges(released, schema)).toEqual([]);
  });

  it.each([
    ['a removed field', '  webhook: URL\n', ''],
    ['a field that is nullable now', 'balances: Balances!', 'balances: Balances'],
    ['another default of an argument', 'first: Int = 25', 'first: Int = 26'],
    ['another default of an input field', 'institutionId: String! = "ins_109508"', 'institutionId: String! = "ins_1"'],
    ['a removed enum value', '  PENDING_DISCONNECT\n', ''],
    ['a type that no longer implements an interface', 'type Account implements Node', 'type Account'],
  ])('is reported as breaking clients by %s', (_what, find, replace) => {
    expect(text).toContain(find);
    expect(breakingChanges(released, buildSchema(text.replace(find, replace)))).not.toEqual([]);
  });

  it('T4: has no name that could carry a credential', () => {
    const names = Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
      .flatMap((type) => Object.keys(type.getFields()));
    expect(names.filter((name) => /access_?token|secret|client_?id/i.test(name))).toEqual(['rotateAccessToken']);
  });
});
