import { registerEnumType } from 'type-graphql';
import { ITEM_STATUSES, REQUIRED_ACTIONS } from '../../model/item.js';
import { enumOf } from '../enum-of.js';

/** GraphQL enum ItemStatus. */
export const ItemStatusEnum = enumOf(ITEM_STATUSES);

/** GraphQL enum RequiredAction. */
export const RequiredActionEnum = enumOf(REQUIRED_ACTIONS);

/** GraphQL enum ItemUpdateType. */
export const ItemUpdateTypeEnum = enumOf(['BACKGROUND', 'USER_PRESENT_REQUIRED', 'UNKNOWN']);

registerEnumType(ItemStatusEnum, {
  name: 'ItemStatus',
  description:
    "The state of an Item in one word, worked out from Plaid's record of it, from what its calls came to and from the webhooks received.",
  valuesConfig: {
    HEALTHY: { description: 'Data can be read and nothing is known to be about to end.' },
    LOGIN_REQUIRED: {
      description:
        'The institution no longer accepts the stored sign-in. Live data fails until the person has gone through Link update mode.',
    },
    PENDING_EXPIRATION: {
      description:
        "The person's consent ends at `consentExpirationTime`. Data can still be read; it becomes LOGIN_REQUIRED then.",
    },
    PENDING_DISCONNECT: {
      description: 'The institution will cut the connection at `disconnectTime`. Data can still be read until then.',
    },
    PERMISSION_REVOKED: {
      description: 'The person withdrew access at the institution or in Plaid Portal. Nothing can be read any more.',
    },
    ERROR: { description: 'Plaid reports a problem that none of the other states covers: look at `error`.' },
    UNKNOWN: {
      description:
        'Plaid could not be asked just now, so the state is not known. Ask again later; nothing has to be done by the person.',
    },
  },
});

registerEnumType(RequiredActionEnum, {
  name: 'RequiredAction',
  description: 'The next step for the person behind an Item, ready to be turned into a button or a notice.',
  valuesConfig: {
    NONE: { description: 'Everything works: show nothing.' },
    REAUTHENTICATE: {
      description:
        'Send the person through Link update mode now: `createLinkSession` with `updateItemId`. The Item and its ids stay.',
    },
    RENEW_CONSENT: {
      description:
        'Send the person through Link update mode before `consentExpirationTime` or `disconnectTime`, whichever is set. Until then data flows.',
    },
    RELINK: {
      description:
        'Link an institution again with a new `createLinkSession`, then `removeItem` this one: it cannot be repaired. With NO_ACCOUNTS the person has to choose other accounts; with INSTITUTION_NO_LONGER_SUPPORTED, another institution.',
    },
    WAIT: {
      description: 'The institution or Plaid has a disturbance. The person can do nothing; try again in some minutes.',
    },
    CONTACT_SUPPORT: {
      description: 'Neither waiting nor Link will help. Look up `error` and contact Plaid or the institution.',
    },
  },
});

registerEnumType(ItemUpdateTypeEnum, {
  name: 'ItemUpdateType',
  description: 'How Plaid keeps the data of an Item fresh.',
  valuesConfig: {
    BACKGROUND: { description: 'Plaid refreshes by itself, without the person.' },
    USER_PRESENT_REQUIRED: {
      description: 'The institution wants the person to be there: data refreshes only while they go through Link.',
    },
    UNKNOWN: { description: 'Plaid named a way that this version of the gateway has no word for.' },
  },
});
