import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Limits } from '../../config/config.js';
import { GatewayError } from '../../errors/gateway-error.js';
import { operationSize, type OperationSize } from './operation-size.js';

const DESCRIPTIONS: Record<keyof OperationSize, string> = {
  depth: 'levels of fields',
  aliases: 'aliases',
  rootFields: 'root fields',
  directives: 'directives',
};

/** A LIMIT_EXCEEDED error for each limit that the operation exceeds. */
export function checkLimits(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  limits: Pick<Limits, keyof OperationSize>,
): GatewayError[] {
  const size = operationSize(document, operation);
  const exceeded = (Object.keys(DESCRIPTIONS) as (keyof OperationSize)[]).filter((name) => size[name] > limits[name]);
  return exceeded.map((name) =>
    limitExceeded(`The operation has ${size[name]} ${DESCRIPTIONS[name]}; at most ${limits[name]} are allowed.`),
  );
}

/** Fails with LIMIT_EXCEEDED when an operation may cost more than LIMIT_COST. */
export function checkCost(cost: number, limits: Pick<Limits, 'cost'>): void {
  if (cost <= limits.cost) return;
  throw limitExceeded(
    `The operation may cost ${cost}; LIMIT_COST allows ${limits.cost}. Request fewer entries with \`first\`, nest fewer lists, or read \`authNumbers\` and \`liveBalances\` of fewer Items at a time.`,
  );
}

/** LIMIT_EXCEEDED, with a message that names the limit. */
export function limitExceeded(message: string): GatewayError {
  return new GatewayError('LIMIT_EXCEEDED', message);
}
