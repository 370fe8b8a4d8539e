import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Limits } from '../../config/config.js';
import { GatewayError } from '../../errors/gateway-error.js';
import { costOf } from './cost.js';
import { operationSize, type OperationSize } from './operation-size.js';

const WORDS: Record<keyof OperationSize, string> = {
  depth: 'levels of fields',
  aliases: 'aliases',
  rootFields: 'fields at its root',
  directives: 'directives',
};

/** The limits that an operation breaks, each as LIMIT_EXCEEDED; empty when it keeps them all. */
export function checkLimits(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  limits: Pick<Limits, keyof OperationSize>,
): GatewayError[] {
  const size = operationSize(document, operation);
  const broken = (Object.keys(WORDS) as (keyof OperationSize)[]).filter((name) => size[name] > limits[name]);
  return broken.map((name) =>
    limitExceeded(`The operation has ${size[name]} ${WORDS[name]}; at most ${limits[name]} are allowed.`),
  );
}

/** Fails with LIMIT_EXCEEDED when running the operation may cost more than LIMIT_COST. It has been validated. */
export function checkCost(
  request: {
    schema: GraphQLSchema;
    document: DocumentNode;
    operation: OperationDefinitionNode;
    variables: Readonly<Record<string, unknown>>;
  },
  limits: Pick<Limits, 'cost' | 'pageSize'>,
): void {
  const cost = costOf({ ...request, pageSize: limits.pageSize });
  if (cost <= limits.cost) return;
  throw limitExceeded(
    `The operation may cost ${cost}; LIMIT_COST allows ${limits.cost}. Ask for fewer entries with \`first\`, nest fewer lists, or read \`authNumbers\` and \`liveBalances\` of fewer Items at a time.`,
  );
}

/** LIMIT_EXCEEDED with a message that names the limit. */
export function limitExceeded(message: string): GatewayError {
  return new GatewayError('LIMIT_EXCEEDED', message);
}
