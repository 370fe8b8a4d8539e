import { GatewayError } from '../errors/gateway-error.js';
import type { LoaderContext } from './loader-context.js';
import type { Loaders } from './loaders.js';

/** /bank_transfer/event/*: of no person, so for operators alone. */
export function bankTransferLoader({ viewer, plaid, call }: LoaderContext): Pick<Loaders, 'bankTransferEvents'> {
  return {
    async bankTransferEvents(query) {
      if (!viewer.scopes.has('operator')) {
        throw new GatewayError('FORBIDDEN', 'Bank transfer events need the scope operator.');
      }
      return 'filter' in query
        ? plaid.bankTransferEventList(query.filter, query.first, call)
        : plaid.bankTransferEventSync(query.afterEventId, query.first, call);
    },
  };
}
