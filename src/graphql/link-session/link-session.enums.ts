import { registerEnumType } from 'type-graphql';
import { LINK_SESSION_STATUSES } from '../../model/link-session.js';
import { enumOf } from '../enum-of.js';

/** GraphQL enum LinkSessionStatus. */
export const LinkSessionStatusEnum = enumOf(LINK_SESSION_STATUSES);

registerEnumType(LinkSessionStatusEnum, {
  name: 'LinkSessionStatus',
  description: 'How far a Link session has come. It only ever moves forward; EXPIRED is reached by time alone.',
  valuesConfig: {
    CREATED: { description: 'The link token was made; the person has not opened Link yet, as far as Plaid has told.' },
    STARTED: { description: 'The person opened Link and has not finished.' },
    SUCCEEDED: {
      description: 'The person finished: the new Items are in `items`, or the repaired one in `updateItem`.',
    },
    EXITED: {
      description:
        'The person left Link without finishing. They may open it again with the same token until `expiration`.',
    },
    EXPIRED: { description: 'The token is too old to open Link with. Make a new session.' },
  },
});
