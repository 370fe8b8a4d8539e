import { accountLoaders } from './accounts.loader.js';
import { authNumbersLoader } from './auth-numbers.loader.js';
import { balanceLoader } from './balances.loader.js';
import { bankTransferLoader } from './bank-transfers.loader.js';
import { consentLoaders } from './consent.loader.js';
import { duplicateItemLoader } from './duplicate-item.loader.js';
import { eventLoaders } from './events.loader.js';
import { institutionLoader } from './institutions.loader.js';
import { itemWebhookSignalsLoader } from './item-webhook-signals.loader.js';
import { withItemStates } from './item-states.js';
import { itemLoaders } from './items.loader.js';
import { linkSessionLoaders } from './link-sessions.loader.js';
import type { LoaderContext } from './loader-context.js';
import type { Loaders } from './loaders.js';
import { onlyOwn } from './own-items.js';

/** The loaders of one operation, or of one delivered event. They hold nothing that has to be closed. */
export function createLoaders(context: LoaderContext): Loaders {
  const { viewer } = context;
  const items = itemLoaders(context);
  const accounts = accountLoaders(context);
  const balances = balanceLoader(context);
  const numbers = authNumbersLoader(context, accounts.accounts);
  const consent = consentLoaders(context);
  const events = eventLoaders(context);
  const duplicates = duplicateItemLoader(context, { ...items, ...accounts });
  return withItemStates(context, {
    ...items,
    ...itemWebhookSignalsLoader(context),
    ...accounts,
    ...bankTransferLoader(context),
    ...institutionLoader(context),
    ...linkSessionLoaders(context),
    ...events,
    accounts: onlyOwn(viewer, accounts.accounts),
    authNumbers: onlyOwn(viewer, numbers.authNumbers),
    duplicateOf: onlyOwn(viewer, duplicates.duplicateOf),
    liveBalances: onlyOwn(viewer, balances.liveBalances),
    itemActivity: onlyOwn(viewer, consent.itemActivity),
    connectedApplications: onlyOwn(viewer, consent.connectedApplications),
    eventPage: onlyOwn(viewer, events.eventPage),
  });
}
