import { type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

const known = new WeakMap<DocumentNode, boolean>();

/** Whether a document names a field whose every read is put on record: those carry the extension `audited`. */
export function selectsAuditedField(schema: GraphQLSchema, document: DocumentNode): boolean {
  const found = known.get(document) ?? findAudited(schema, document);
  known.set(document, found);
  return found;
}

function findAudited(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let found = false;
  const look = (): void => {
    found ||= types.getFieldDef()?.extensions.audited === true;
  };
  visit(document, visitWithTypeInfo(types, { Field: look }));
  return found;
}
