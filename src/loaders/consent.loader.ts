import { type LoaderContext, memoizeByItem } from './loader-context.js';
import type { Loaders } from './loaders.js';

/** What a person consented to and who used it. Changed in Plaid's own portal without a webhook, so never kept. */
export function consentLoaders({
  plaid,
  call,
}: LoaderContext): Pick<Loaders, 'itemActivity' | 'connectedApplications'> {
  return {
    itemActivity: (item, page) => plaid.itemActivityList(item, page, call),
    connectedApplications: memoizeByItem((item) => plaid.itemApplicationList(item, call)),
  };
}
