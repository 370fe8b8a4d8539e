import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

/** Prints the demo for someone who sees the product for the first time. */
export interface Narrator {
  say(text: string): void;
  /** Prints a numbered heading: what happens next, and why. */
  step: (title: string, why: string) => void;
  operation(document: TypedDocumentNode<never, never> | object, variables: unknown): void;
  response(data: unknown, upstreamCalls?: number): void;
  /** Fails the demo when the expectation is not met. */
  check: (expectation: string, isMet: boolean) => void;
}

/** Longer texts, such as Link tokens, are shortened so that the output is readable. */
const MAX_TEXT_LENGTH = 60;

export function createNarrator(out: { write(text: string): unknown }): Narrator {
  let steps = 0;
  const say = (text: string): void => {
    out.write(`${text}\n`);
  };
  const indent = (text: string): string => text.trimEnd().replace(/^/gm, '    ');

  return {
    say,
    step(title, why) {
      steps += 1;
      say(`\n${'─'.repeat(80)}\n${steps}. ${title}\n   ${why}\n`);
    },
    operation(document, variables) {
      say(indent(print(document as TypedDocumentNode)));
      if (variables !== undefined) say(indent(`variables: ${shorten(variables)}`));
    },
    response(data, upstreamCalls) {
      const cost = upstreamCalls === undefined ? '' : `   (Plaid calls: ${upstreamCalls})`;
      say(`\n  →${cost}\n${indent(shorten(data))}`);
    },
    check(expectation, isMet) {
      say(`  ${isMet ? '✓' : '✗'} ${expectation}`);
      if (!isMet) throw new Error(`expected: ${expectation}`);
    },
  };
}

function shorten(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, part: unknown) =>
      typeof part === 'string' && part.length > MAX_TEXT_LENGTH ? `${part.slice(0, MAX_TEXT_LENGTH)}…` : part,
    2,
  );
}
