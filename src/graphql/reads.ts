import { Authorized, Extensions } from 'type-graphql';
import type { Endpoint } from '../plaid/endpoint.js';

/** Where a field gets its value. It is in the `source` extension of the field; the cost of an operation is derived from it. */
export interface FieldSource {
  /** The endpoints that the field reads or calls. Empty: only the gateway's own records. */
  readonly endpoints: readonly Endpoint[];
  readonly cost: number;
}

/** Names the endpoints that a field reads. Its cost, its scope and whether it is audited follow from their descriptions. */
export function Reads(...endpoints: [Endpoint, ...Endpoint[]]): MethodDecorator {
  return fieldSource(endpoints, sum(endpoints));
}

/** Like Reads, for a field that reads one of several endpoints, depending on its arguments. It costs as much as the most expensive. */
export function ReadsOneOf(...endpoints: [Endpoint, ...Endpoint[]]): MethodDecorator {
  return fieldSource(endpoints, max(endpoints));
}

/** Marks a field that reads only the gateway's own records. It costs nothing by itself. */
export function ReadsStore(): MethodDecorator {
  return fieldSource([], 0);
}

/** Names the endpoints that a mutation calls. It costs as much as the most expensive: the calls are one piece of work. */
export function Calls(...endpoints: [Endpoint, ...Endpoint[]]): MethodDecorator {
  return fieldSource(endpoints, max(endpoints));
}

function fieldSource(endpoints: readonly Endpoint[], cost: number): MethodDecorator {
  const source: FieldSource = { endpoints, cost };
  const scopes = new Set(endpoints.flatMap(({ scope }) => scope ?? []));
  const audited = endpoints.some((endpoint) => endpoint.audited !== false);
  return (target, name, descriptor) => {
    Extensions({ source, audited })(target, name, descriptor);
    if (scopes.size > 0) Authorized(...scopes)(target, name, descriptor);
  };
}

const sum = (endpoints: readonly Endpoint[]): number => endpoints.reduce((total, { cost }) => total + cost, 0);
const max = (endpoints: readonly Endpoint[]): number => Math.max(...endpoints.map(({ cost }) => cost));
