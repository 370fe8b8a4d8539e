import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { buildGatewaySchema } from '../../../src/graphql/schema.js';

interface Described {
  place: string;
  name: string;
  description: string | null | undefined;
}

function partsOf(type: GraphQLNamedType): Described[] {
  if (isEnumType(type)) return type.getValues().map((value) => ({ ...value, place: `${type.name}.${value.name}` }));
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => ({ ...field, place: `${type.name}.${field.name}` }));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => {
    const place = `${type.name}.${field.name}`;
    return [{ ...field, place }, ...field.args.map((arg) => ({ ...arg, place: `${place}(${arg.name})` }))];
  });
}

async function everything(): Promise<Described[]> {
  const schema = await buildGatewaySchema();
  return Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap((type) => [{ place: type.name, name: type.name, description: type.description }, ...partsOf(type)]);
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z]+/g) ?? [];

/** What is left of a description when the words of the name itself and the smallest words are taken away. */
function ownWords({ name, description }: Described): string[] {
  const fromName = new Set(wordsOf(name.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ')));
  const small = new Set(['the', 'a', 'an', 'of', 'this', 'its', 'is', 'for', 'to', 'in', 'and']);
  return wordsOf(description ?? '').filter((word) => !fromName.has(word) && !small.has(word));
}

describe('the manual in the schema', () => {
  it('describes every type, field, argument, input field and enum value in a sentence', async () => {
    const parts = await everything();
    const poor = parts.filter(({ description }) => !description || !/[.`]$/.test(description.trim()));
    expect(poor.map((part) => part.place)).toEqual([]);
  });

  it('says more than the name does', async () => {
    const echoes = (await everything()).filter((part) => ownWords(part).length < 2);
    expect(echoes.map((part) => part.place)).toEqual([]);
  });

  it('says of every field that may be null what null means', async () => {
    const schema = await buildGatewaySchema();
    const nullable = Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type) && !isIntrospectionType(type))
      .flatMap((type) => (isObjectType(type) ? Object.values(type.getFields()) : []).map((field) => ({ type, field })))
      .filter(({ field }) => !String(field.type).endsWith('!'));
    const silent = nullable.filter(({ field }) => !/\bnull\b/i.test(field.description ?? ''));
    expect(silent.map(({ type, field }) => `${type.name}.${field.name}`)).toEqual([]);
  });

  it('names the scope of every query, mutation and subscription', async () => {
    const schema = await buildGatewaySchema();
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const silent = roots
      .flatMap((root) => Object.values(root?.getFields() ?? {}))
      .filter((field) => !/scope `(items:(read|write)|operator)`/.test(field.description ?? ''));
    expect(silent.map((field) => field.name)).toEqual([]);
  });
});
