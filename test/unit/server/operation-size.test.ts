import fc from 'fast-check';
import { type DocumentNode, getOperationAST, parse } from 'graphql';
import { operationSize } from '../../../src/server/limits/operation-limits.js';

function measure(text: string) {
  const document: DocumentNode = parse(text);
  const operation = getOperationAST(document, 'Q') ?? getOperationAST(document);
  if (!operation) throw new Error('no operation');
  return operationSize(document, operation);
}

describe('the size of an operation', () => {
  it('counts levels, aliases, root fields and directives', () => {
    expect(measure('query @a { x: a { b @b @c { c } } d }')).toEqual({
      depth: 3,
      aliases: 1,
      rootFields: 2,
      directives: 3,
    });
  });

  it('is the same for a selection in place and in a fragment, however deep', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), (outer, inner) => {
        const nest = (levels: number, leaf: string) => `${'a { '.repeat(levels)}${leaf}${' }'.repeat(levels)}`;
        const part = `x: a ${nest(inner, 'b @d')}`.replace('a a', 'a { a');
        const body = part.includes('a { a') ? `${part} }` : part;
        const written = measure(`{ ${nest(outer, body)} }`);
        expect(measure(`{ ${nest(outer, '...F')} } fragment F on T { ${body} }`)).toEqual(written);
        expect(measure(`{ ${nest(outer, `... on T { ${body} }`)} }`)).toEqual(written);
      }),
    );
  });

  it('counts a fragment as often as it is spread', () => {
    const doubling = Array.from({ length: 20 }, (_, n) => `fragment F${n} on T { ...F${n + 1} ...F${n + 1} }`);
    const { aliases } = measure(`{ ...F0 } ${doubling.join(' ')} fragment F20 on T { x: a }`);
    expect(aliases).toBe(2 ** 20);
  });

  it('terminates for a fragment that spreads itself', () => {
    expect(measure('{ ...A } fragment A on T { a { ...B } } fragment B on T { b { ...A } }').depth).toBe(2);
  });

  it('does not mistake a fragment for introspection because of its name', () => {
    const deep = `${'a { '.repeat(20)} b ${'}'.repeat(20)}`;
    expect(measure(`{ ...__schema } fragment __schema on T { ${deep} }`).depth).toBe(21);
  });

  it('counts only the requested operation', () => {
    expect(measure('query Other { a { b { c } } } query Q { a }').depth).toBe(1);
  });
});
