import type { EmulatorClient } from './emulator-client.js';

/** How the emulator has an Item, read from its own records: nothing here knows how the gateway comes to its answer. */
export interface OracleState {
  status: string;
  requiredAction: string;
  /** Deliveries that will be tried again. */
  pending: number;
  /** Codes of the webhooks that will never come: dropped on the way, or given up. */
  lost: string[];
}

interface Dump {
  items: { id: string; accessToken: string }[];
  deliveries: { itemId: string | null; code: string; outcome: string }[];
}

interface ItemGet {
  item: { error: { error_code: string } | null; consent_expiration_time: string | null };
}

/** Plaid warns seven days before consent ends. */
const WARNING_MS = 7 * 24 * 60 * 60 * 1000;
const ENDS_SOON = ['PENDING_DISCONNECT', 'PENDING_EXPIRATION'];

/** /item/get with the Item's own token, and what became of its webhooks. */
export async function readOracle(emulator: EmulatorClient, itemId: string, nowMs: number): Promise<OracleState> {
  const { state } = (await emulator.control('GET', '/emulator/state-file')).body as unknown as { state: Dump };
  const token = state.items.find((item) => item.id === itemId)?.accessToken;
  const { item } = (await emulator.plaid('/item/get', { access_token: token })).body as unknown as ItemGet;
  const sent = state.deliveries.filter((delivery) => delivery.itemId === itemId);
  const told = (code: string) => sent.some((one) => one.code === code && one.outcome === 'delivered');
  return {
    ...stateOf(item, nowMs, told),
    pending: sent.filter((delivery) => delivery.outcome === 'pending').length,
    lost: sent.filter(({ outcome }) => !['delivered', 'pending'].includes(outcome)).map(({ code }) => code),
  };
}

function stateOf(
  { error, consent_expiration_time: end }: ItemGet['item'],
  nowMs: number,
  told: (code: string) => boolean,
) {
  if (error?.error_code === 'ITEM_LOGIN_REQUIRED')
    return { status: 'LOGIN_REQUIRED', requiredAction: 'REAUTHENTICATE' };
  if (error?.error_code === 'USER_PERMISSION_REVOKED')
    return { status: 'PERMISSION_REVOKED', requiredAction: 'RELINK' };
  if (error !== null) throw new Error(`no test brings about ${error.error_code}`);
  if (end === null || Date.parse(end) - nowMs > WARNING_MS) return { status: 'HEALTHY', requiredAction: 'NONE' };
  // Which of the two words Plaid has for it, its webhook alone says; unheard, it is known as an end of consent.
  return { status: ENDS_SOON.find(told) ?? 'PENDING_EXPIRATION', requiredAction: 'RENEW_CONSENT' };
}
