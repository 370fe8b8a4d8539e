import { buildSchema, type GraphQLSchema } from 'graphql';

const INTERFACES = new Set(['Node', 'WebhookEvent']);
const isInput = (name: string): boolean => /(Input|Filter)$/.test(name);

/** A schema made of the lines of PROMISED_NAMES alone: what graphql-js compares the gateway's with. */
export function promisedSchema(lines: readonly string[]): GraphQLSchema {
  const fields = new Map<string, string[]>();
  const parents = new Map<string, string[]>();
  const enums: string[] = [];
  const add = (map: Map<string, string[]>, key: string, value: string): void => {
    map.set(key, [...(map.get(key) ?? []), value]);
  };
  for (const line of lines) {
    const implemented = /^(\w+) is (\w+)$/.exec(line);
    const enumeration = /^(\w+) = ([\w ]+)$/.exec(line);
    const field = /^(\w+)\.(.+)$/.exec(line);
    if (implemented?.[1] && implemented[2]) add(parents, implemented[1], implemented[2]);
    else if (enumeration?.[1] && enumeration[2]) enums.push(`enum ${enumeration[1]} { ${enumeration[2]} }`);
    else if (field?.[1] && field[2]) add(fields, field[1], field[2]);
    else throw new Error(`not a promise: ${line}`);
  }
  const kindOf = (name: string): string => (INTERFACES.has(name) ? 'interface' : isInput(name) ? 'input' : 'type');
  const types = [...fields].map(([name, members]) => {
    const names = parents.get(name);
    return `${kindOf(name)} ${name}${names ? ` implements ${names.join(' & ')}` : ''} { ${members.join('\n')} }`;
  });
  return buildSchema(['scalar DateTime scalar URL scalar JSONObject', ...enums, ...types].join('\n'));
}
