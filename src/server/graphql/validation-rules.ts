import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  type ValidationContext,
  type ValidationRule,
  ValuesOfCorrectTypeRule,
} from 'graphql';
import { redactValueMessage } from './redact-message.js';

/** The rules of the specification; the one whose messages quote values says what was wanted instead. */
export function validationRules(options: { introspection: boolean }): ValidationRule[] {
  const rules = specifiedRules.map((rule) => (rule === ValuesOfCorrectTypeRule ? ValuesWithoutEchoRule : rule));
  return options.introspection ? rules : [...rules, NoSchemaIntrospectionCustomRule];
}

function ValuesWithoutEchoRule(context: ValidationContext): ReturnType<ValidationRule> {
  const quiet = Object.create(context, {
    reportError: {
      value: ({ message, nodes }: GraphQLError) => {
        context.reportError(new GraphQLError(redactValueMessage(message), { nodes: nodes ?? null }));
      },
    },
  }) as ValidationContext;
  return ValuesOfCorrectTypeRule(quiet);
}
