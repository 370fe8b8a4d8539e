import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

/** Prints the demo for a person who sees the product for the first time. */
export interface Narrator {
  say(text: string): void;
  /** A numbered heading with what is about to happen and why. */
  step: (title: string, why: string) => void;
  operation(document: TypedDocumentNode<never, never> | object, variables: unknown): void;
  answer(data: unknown, upstreamCalls?: number): void;
  /** Ends the demo with a failure when the promise does not hold. */
  check: (promise: string, holds: boolean) => void;
}

/** Longer texts, such as link tokens, are cut: the demo is for reading. */
const LONGEST_TEXT = 60;

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
    answer(data, upstreamCalls) {
      const cost = upstreamCalls === undefined ? '' : `   (calls to Plaid: ${upstreamCalls})`;
      say(`\n  →${cost}\n${indent(shorten(data))}`);
    },
    check(promise, holds) {
      say(`  ${holds ? '✓' : '✗'} ${promise}`);
      if (!holds) throw new Error(`this should hold and does not: ${promise}`);
    },
  };
}

function shorten(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, part: unknown) =>
      typeof part === 'string' && part.length > LONGEST_TEXT ? `${part.slice(0, LONGEST_TEXT)}…` : part,
    2,
  );
}
