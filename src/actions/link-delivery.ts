import { GatewayError } from '../errors/gateway-error.js';
import type { LinkTokenRequest } from '../plaid/plaid-client.js';
import type { ActionContext } from './action-context.js';

/** Short enough that a person who needs a new link gets one tomorrow, long enough that nobody runs up a bill. */
const WINDOW_MS = 24 * 3_600_000;

/**
 * Counts a Link session that Plaid is to send by SMS or e-mail: for the one who asks, and for the number or address that it
 * goes to, whoever asks. Fails with LIMIT_EXCEEDED when either has used up its number, and with StoreUnavailableError when it
 * cannot be counted: then nothing is sent. What was counted stays counted when Plaid refuses the session.
 */
export async function countDelivery(context: ActionContext, request: LinkTokenRequest): Promise<void> {
  const recipient = recipientOf(request);
  if (recipient === null) return;
  const { perUser, perRecipient } = context.settings.linkDeliveries;
  const release = await count(context, `user:${context.actorId}`, perUser);
  await count(context, `to:${recipient}`, perRecipient).catch(async (error: unknown) => {
    await release();
    throw error;
  });
}

/** Answers what takes the count back. */
async function count(context: ActionContext, whose: string, max: number): Promise<() => Promise<void>> {
  if (max === 0) return () => Promise.resolve();
  const { quotas } = context.store;
  const counted = await quotas.use(context.vault.fingerprint('link delivery', whose), { max, windowMs: WINDOW_MS });
  if ('use' in counted) return () => quotas.release(counted.use);
  throw new GatewayError(
    'LIMIT_EXCEEDED',
    'Too many Link sessions were sent by SMS or e-mail for this user or to this recipient. Open hostedLinkUrl instead.',
    { retryAfterMs: counted.retryAfterMs },
  );
}

/** Where Plaid would send the session; null when it sends it nowhere. Addresses that reach one mailbox count as one. */
function recipientOf({ hosted_link: hostedLink, user }: LinkTokenRequest): string | null {
  const method = textOf(hostedLink, 'delivery_method');
  if (method === null) return null;
  if (method === 'sms') return textOf(user, 'phone_number') ?? '';
  const address = (textOf(user, 'email_address') ?? '').toLowerCase();
  return address.replace(/\+[^@]*@/, '@');
}

function textOf(value: unknown, key: string): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const text = (value as Record<string, unknown>)[key];
  return typeof text === 'string' ? text : null;
}
