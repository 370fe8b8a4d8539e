/** An operation that a new user can run unchanged. */
export interface FirstOperation {
  label: string;
  document: string;
}

/** The placeholder for an Item id. The page replaces it with the last id that it received. */
export const ITEM_ID = 'PUT_AN_ITEM_ID_HERE';

/** The operations that the playground offers, beginning with the one in the editor. All but the last run on an empty gateway. */
export const FIRST_OPERATIONS: readonly FirstOperation[] = [
  {
    label: 'Link a test bank',
    document: `mutation LinkATestBank {
  sandboxCreateItem(input: { institutionId: "ins_109508", initialProducts: ["auth"] }) {
    item {
      id
      status
      institutionName
      accounts {
        id
        name
        mask
        type
        balances { available current isoCurrencyCode }
      }
    }
  }
}`,
  },
  {
    label: 'My banks and accounts',
    document: `query MyBanks {
  items(first: 10) {
    totalCount
    nodes {
      id
      status
      requiredAction
      institutionName
      accounts { name mask subtype balances { current isoCurrencyCode } }
    }
  }
}`,
  },
  {
    label: 'Account numbers',
    document: `query AccountNumbers {
  items(first: 1) {
    nodes {
      institutionName
      authNumbers {
        ach { mask account routing }
        eft { mask account institution branch }
        international { mask iban bic }
        bacs { mask account sortCode }
      }
    }
  }
}`,
  },
  {
    label: 'Open Link on a hosted page',
    document: `mutation OpenLink {
  createLinkSession(input: { products: ["auth"], hostedLink: {} }) {
    linkSession { id status hostedLinkUrl expiration }
  }
}`,
  },
  {
    label: 'Watch webhooks',
    document: `subscription WatchWebhooks {
  webhookEvents {
    webhookType
    webhookCode
    receivedAt
    item { id status requiredAction }
  }
}`,
  },
  {
    label: 'Break the login of this bank',
    document: `mutation BreakItsLogin {
  sandboxResetLogin(input: { itemId: "${ITEM_ID}" }) {
    item { id status requiredAction }
  }
}`,
  },
];
