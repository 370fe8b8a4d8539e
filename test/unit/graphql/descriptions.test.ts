import {
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNullableType,
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

/** The words of a description that are neither in the name nor very short words. */
function ownWords({ name, description }: Described): string[] {
  const fromName = new Set(wordsOf(name.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ')));
  const small = new Set(['the', 'a', 'an', 'of', 'this', 'its', 'is', 'for', 'to', 'in', 'and']);
  return wordsOf(description ?? '').filter((word) => !fromName.has(word) && !small.has(word));
}

function nullableFieldsOf(type: GraphQLNamedType): (GraphQLField<unknown, unknown> | GraphQLInputField)[] {
  if (isObjectType(type)) return Object.values(type.getFields()).filter((field) => isNullableType(field.type));
  if (!isInputObjectType(type)) return [];
  return Object.values(type.getFields()).filter((field) => isNullableType(field.type));
}

/** Longer sentences have to be read twice. */
const MAX_SENTENCE_LENGTH = 200;

/** Wordings that a developer who has never seen this code would stumble over. Use the field's standard terms instead. */
const PRIVATE_WORDS = [
  'anew',
  'answer',
  'answers',
  'answered',
  'ask',
  'asked',
  'asks Plaid',
  'at once',
  'behind this cursor',
  'foreign ids',
  'hand it back',
  'handed',
  'kept',
  'is no',
  'nobody',
  'of tomorrow',
  'people',
  'person',
  'seam',
  'sealed',
  'sign-in',
  'sign in',
  'somebody',
  'told',
  'tells',
  'whoever',
  'whole units',
];
const PRIVATE_WORD = new RegExp(`\\b(${PRIVATE_WORDS.join('|')})\\b`, 'i');

/** The sentences of a description, without code in backticks. */
function sentencesOf(description: string): string[] {
  return description
    .replaceAll(/`[^`]*`/g, 'x')
    .split(/(?<=[.])\s+(?=[A-Zx{])|\n+/)
    .filter((sentence) => sentence.trim() !== '');
}

describe('the descriptions in the schema', () => {
  let parts: Described[];
  const placesWhere = (isPoor: (description: string) => boolean): string[] =>
    parts.filter(({ description }) => isPoor(description ?? '')).map(({ place }) => place);

  beforeAll(async () => {
    parts = await everything();
  });

  it('cover every type, field, argument, input field and enum value', () => {
    expect(parts.length).toBeGreaterThan(500);
    expect(placesWhere((description) => description.trim() === '')).toEqual([]);
  });

  it('start with a capital letter or code, and end with a full stop', () => {
    expect(placesWhere((description) => !/^(?:[A-Z]|`)[\s\S]*\.$/.test(description))).toEqual([]);
  });

  it('have short sentences', () => {
    const isLong = (sentence: string): boolean => sentence.length > MAX_SENTENCE_LENGTH;
    expect(placesWhere((description) => sentencesOf(description).some(isLong))).toEqual([]);
  });

  it('contain no wording of our own', () => {
    const found = parts.flatMap(({ place, description }) => {
      const word = PRIVATE_WORD.exec(description ?? '');
      return word === null ? [] : [`${place}: ${word[0]}`];
    });
    expect(found).toEqual([]);
  });

  it('name all transports of subscriptions if they name one', () => {
    const isPartial = (description: string): boolean =>
      /websocket|\bsse\b|multipart/i.test(description) &&
      ![/websocket/i, /\bsse\b/i, /multipart/i].every((transport) => transport.test(description));
    expect(placesWhere(isPartial)).toEqual([]);
    expect(parts.find(({ place }) => place === 'Subscription')?.description).toMatch(/WebSocket/);
  });

  it('say more than the name does', () => {
    expect(parts.filter((part) => ownWords(part).length < 2).map(({ place }) => place)).toEqual([]);
  });

  it('explain what null means for every nullable field and input', async () => {
    const schema = await buildGatewaySchema();
    const silent = Object.values(schema.getTypeMap())
      .filter((type) => !isIntrospectionType(type))
      .flatMap((type) => nullableFieldsOf(type).map((field) => ({ ...field, place: `${type.name}.${field.name}` })))
      .filter(({ description }) => !/\bnull\b/i.test(description ?? ''))
      .map(({ place }) => place);
    expect(silent).toEqual([]);
  });

  it('name the scope of every query, mutation and subscription', async () => {
    const schema = await buildGatewaySchema();
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const silent = roots
      .flatMap((root) => Object.values(root?.getFields() ?? {}))
      .filter((field) => !/scope `(items:(read|write)|operator)`/.test(field.description ?? ''));
    expect(silent.map((field) => field.name)).toEqual([]);
  });
});
