import { expressionBuilder, type Expression, type SqlBool } from 'kysely';
import type { Tables } from './tables.js';
import { storableText } from './text.js';

/** True of events of any of these types: "ITEM" takes every code, "ITEM/ERROR" one. */
export const matchesTypes = (types: readonly string[]): (() => Expression<SqlBool>) => {
  const eb = expressionBuilder<Tables, 'events'>();
  return () =>
    eb.or(
      types.map((name) => {
        const [type = '', ...code] = storableText(name).split('/');
        const sameType = eb('webhook_type', '=', type);
        return code.length === 0 ? sameType : eb.and([sameType, eb('webhook_code', '=', code.join('/'))]);
      }),
    );
};
