import type { EmulatorClient } from './emulator-client.js';

/** The state of an Item according to the emulator, derived without any code of the gateway. */
export interface OracleState {
  status: string;
  requiredAction: string;
  /** Webhook deliveries that will be retried. */
  pending: number;
  /** Codes of the webhooks that will never arrive: dropped, or given up after all retries. */
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

/** Calls /item/get with the Item's token and reads what became of its webhooks. */
export async function readOracle(emulator: EmulatorClient, itemId: string, nowMs: number): Promise<OracleState> {
  const { state } = (await emulator.control('GET', '/emulator/state-file')).body as unknown as { state: Dump };
  const token = state.items.find((item) => item.id === itemId)?.accessToken;
  const { item } = (await emulator.plaid('/item/get', { access_token: token })).body as unknown as ItemGet;
  const sent = state.deliveries.filter((delivery) => delivery.itemId === itemId);
  const wasDelivered = (code: string) => sent.some((one) => one.code === code && one.outcome === 'delivered');
  return {
    ...stateOf(item, nowMs, wasDelivered),
    pending: sent.filter((delivery) => delivery.outcome === 'pending').length,
    lost: sent.filter(({ outcome }) => !['delivered', 'pending'].includes(outcome)).map(({ code }) => code),
  };
}

function stateOf(
  { error, consent_expiration_time: end }: ItemGet['item'],
  nowMs: number,
  wasDelivered: (code: string) => boolean,
) {
  if (error?.error_code === 'ITEM_LOGIN_REQUIRED')
    return { status: 'LOGIN_REQUIRED', requiredAction: 'REAUTHENTICATE' };
  if (error?.error_code === 'USER_PERMISSION_REVOKED')
    return { status: 'PERMISSION_REVOKED', requiredAction: 'RELINK' };
  if (error !== null) throw new Error(`no test causes ${error.error_code}`);
  if (end === null || Date.parse(end) - nowMs > WARNING_MS) return { status: 'HEALTHY', requiredAction: 'NONE' };
  // Only the webhook tells which of the two states it is. Without it, the end of consent is known from /item/get alone.
  return { status: ENDS_SOON.find(wasDelivered) ?? 'PENDING_EXPIRATION', requiredAction: 'RENEW_CONSENT' };
}
